import { cloudSchema } from '@cord/fleet';
import { Names, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import {
  AccessLogField,
  AccessLogFormat,
  EndpointType,
  LogGroupLogDestination,
  RestApi,
  type ResponseType,
  type RestApiProps,
} from 'aws-cdk-lib/aws-apigateway';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import * as z from 'zod';
import { AwsConstructError } from '../errors.js';
import { acknowledge } from './acknowledge.js';
import { checkProps } from './check-props.js';

interface LoggedApiProps extends Pick<RestApiProps, 'description' | 'apiKeySourceType'> {
  readonly stage: string;
  readonly requestsPerSecond: number;
  readonly burst: number;
  readonly logRetention?: RetentionDays;
  /** What the access log says beyond the request itself. */
  readonly logFields: Readonly<Record<string, string>>;
}

const throttleSchemas = { requestsPerSecond: z.number().positive(), burst: z.int().positive() };

/** A regional REST API with one throttled stage, whose access log tells of every request but holds no body. */
export function createLoggedApi(scope: Construct, props: LoggedApiProps): { api: RestApi; accessLog: LogGroup } {
  const { stage, requestsPerSecond, burst, logRetention, logFields, ...options } = props;
  if (Token.isUnresolved(stage)) {
    // CDK makes the stage's logical id from it.
    throw new AwsConstructError(scope, 'stage-invalid', 'stage: expected text at synthesis, found a token');
  }
  checkProps(scope, props, { schemas: { stage: cloudSchema.shape.stage }, code: 'stage-invalid' });
  checkProps(scope, props, { schemas: throttleSchemas });
  const accessLog = new LogGroup(scope, 'AccessLog', {
    retention: logRetention ?? RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const api = new RestApi(scope, 'Api', {
    ...options,
    // CloudWatch tells APIs apart by name alone.
    restApiName: Names.uniqueResourceName(scope, { separator: '-', maxLength: 128 }),
    endpointTypes: [EndpointType.REGIONAL],
    cloudWatchRole: false,
    deployOptions: {
      stageName: stage,
      throttlingRateLimit: requestsPerSecond,
      throttlingBurstLimit: burst,
      accessLogDestination: new LogGroupLogDestination(accessLog),
      accessLogFormat: AccessLogFormat.custom(JSON.stringify({ ...REQUEST_FIELDS, ...logFields, ...ANSWER_FIELDS })),
    },
  });
  // CDK's own output of the URL ends in a slash, which a cord must not be given.
  api.node.tryRemoveChild('Endpoint');
  acknowledge(api.deploymentStage, {
    'AwsSolutions-APIG3':
      'a web ACL is a subscription; authorization, throttle and quota guard the routes, an ACL may be associated',
    'AwsSolutions-APIG6': 'execution logs may hold bodies; the access log tells every request and why it failed',
  });
  return { api, accessLog };
}

/** The API's URL with its stage and without a slash at the end. */
export function urlOf(api: RestApi, stage: string): string {
  const { region, urlSuffix } = Stack.of(api);
  return `https://${api.restApiId}.execute-api.${region}.${urlSuffix}/${stage}`;
}

/** What API Gateway itself refuses, and how it is told. */
export interface GatewayRefusal {
  readonly type: ResponseType;
  readonly code: string;
  readonly message: string;
}

/** Gives API Gateway's own refusals the shape of the handlers': a code and the request id; statuses are API Gateway's. */
export function addRefusals(api: RestApi, refusals: readonly GatewayRefusal[]): void {
  for (const { type, code, message } of refusals) {
    const body = { success: false, error: { code, message, requestId: '$context.requestId' } };
    const templates = { 'application/json': JSON.stringify(body) };
    api.addGatewayResponse(`Refusal-${code}`, { type, templates });
  }
}

const REQUEST_FIELDS = {
  requestId: AccessLogField.contextRequestId(),
  at: AccessLogField.contextRequestTime(),
  ip: AccessLogField.contextIdentitySourceIp(),
};

const ANSWER_FIELDS = {
  method: AccessLogField.contextHttpMethod(),
  path: AccessLogField.contextResourcePath(),
  status: AccessLogField.contextStatus(),
  latencyMs: AccessLogField.contextResponseLatency(),
  responseBytes: AccessLogField.contextResponseLength(),
  error: AccessLogField.contextErrorMessage(),
};
