import { configDefaults, cordConfigSchema, registrationSchema } from '@cord/fleet';
import { Duration, Stack } from 'aws-cdk-lib';
import {
  AccessLogField,
  ApiKeySourceType,
  LambdaIntegration,
  Period,
  type IApiKey,
  type RestApi,
  type UsagePlan,
  type UsagePlanProps,
} from 'aws-cdk-lib/aws-apigateway';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import * as z from 'zod';
import { DevicePolicy } from './device-policy.js';
import { HandlerFunction } from '../shared/handler-function.js';
import { REGISTRATION_SETTINGS, type RegistrationSettings, type RegistrationTrust } from './registration-settings.js';
import { acknowledge, findingOnArn } from '../shared/acknowledge.js';
import { checkProps } from '../shared/check-props.js';
import { addRefusals, createLoggedApi, urlOf } from '../shared/logged-api.js';
import { manifestSchema, registrationRefusals } from './gateway-checks.js';

const { registration: defaults } = configDefaults;

const { dailyQuota, maxBodyBytes, maxEntries, ...trust } = registrationSchema.shape;
const schemas = {
  thingPrefix: cordConfigSchema.shape.thingPrefix,
  dailyQuota,
  maxBodyBytes,
  maxEntries,
  trust: z.strictObject({ ...trust, trustMicrochip: z.boolean().optional() }),
};

export interface DeviceRegistrationApiProps {
  /** Last part of the API's URL. @default 'dev' */
  readonly stage?: string;
  /** Goes before the secure element's id in a thing name. @default 'CS-CORD-DK-', which the cord's firmware expects */
  readonly thingPrefix?: string;
  /** What every registered device may do. @default a new `DevicePolicy` */
  readonly devicePolicy?: DevicePolicy;
  /** Whose manifests are taken. @default Microchip's alone, its ended signers included */
  readonly trust?: RegistrationTrust;
  /** Requests a day over the whole fleet; AWS counts on a best effort basis. @default 10000 */
  readonly dailyQuota?: number;
  /** Requests a second; AWS IoT registers about 10 devices a second per account and region. @default 10 */
  readonly requestsPerSecond?: number;
  /** Requests that may come at once. @default 20 */
  readonly burst?: number;
  /** Units: bytes. A larger body is refused with 413. @default 1048576 */
  readonly maxBodyBytes?: number;
  /** Entries in one request; more are refused. @default 25 */
  readonly maxEntries?: number;
  /** Of access log and handler log. @default one month */
  readonly logRetention?: RetentionDays;
}

/**
 * `POST /devices/new`: a cord sends the manifest it was born with and its API key; when the manifest holds, thing,
 * certificate and policy are in AWS IoT and the cord may connect. Sending it again is answered with 200 again.
 *
 * The stage has an access log, which asks for the account's `ApiGatewayLogRole`.
 *
 * Throws: `AwsConstructError` `prop-invalid`, `stage-invalid`, `settings-too-large`, `policy-too-large`.
 */
export class DeviceRegistrationApi extends Construct {
  readonly api: RestApi;
  readonly apiKey: IApiKey;
  readonly usagePlan: UsagePlan;
  readonly devicePolicy: DevicePolicy;
  readonly handler: HandlerFunction;
  readonly accessLog: LogGroup;
  /** What a cord is given as `api_url`: with the stage, without a slash at the end. */
  readonly apiUrl: string;

  constructor(scope: Construct, id: string, props: DeviceRegistrationApiProps = {}) {
    super(scope, id);
    checkProps(this, props, { schemas });
    const { stage = configDefaults.stage, requestsPerSecond = 10, burst = 20 } = props;
    this.devicePolicy = props.devicePolicy ?? new DevicePolicy(this, 'DevicePolicy');
    this.handler = this.#createHandler(props);
    const { api, accessLog } = createLoggedApi(this, {
      description: 'Self-registration of cords',
      apiKeySourceType: ApiKeySourceType.HEADER,
      stage,
      requestsPerSecond,
      burst,
      logRetention: props.logRetention,
      logFields: { apiKeyId: AccessLogField.contextIdentityApiKeyId() },
    });
    this.api = api;
    this.accessLog = accessLog;
    addRefusals(api, registrationRefusals);
    this.#addRoute();
    this.apiKey = this.api.addApiKey('Key', { description: 'Given to cords as api_key when they are provisioned' });
    this.usagePlan = this.#createUsagePlan({
      throttle: { rateLimit: requestsPerSecond, burstLimit: burst },
      quota: { limit: props.dailyQuota ?? defaults.dailyQuota, period: Period.DAY },
    });
    this.apiUrl = urlOf(api, stage);
  }

  #createHandler(props: DeviceRegistrationApiProps): HandlerFunction {
    const stack = Stack.of(this);
    const thingPrefix = props.thingPrefix ?? configDefaults.thingPrefix;
    const certificates = stack.formatArn({ service: 'iot', resource: 'cert', resourceName: '*' });
    const things = stack.formatArn({ service: 'iot', resource: 'thing', resourceName: `${thingPrefix}*` });
    const settings: RegistrationSettings = {
      thingPrefix,
      maxEntries: props.maxEntries ?? defaults.maxEntries,
      maxBodyBytes: props.maxBodyBytes ?? defaults.maxBodyBytes,
      trust: props.trust ?? {},
      policyName: this.devicePolicy.policyName,
      certificateArnPrefix: stack.formatArn({ service: 'iot', resource: 'cert', resourceName: '' }),
    };
    const handler = new HandlerFunction(this, 'Handler', {
      handlerName: 'register-device',
      description: 'Verifies manifests and registers their devices in AWS IoT',
      settings: { variable: REGISTRATION_SETTINGS, value: settings },
      // A full core halves the cold start that the first cord of the day waits for; the cord gives up after 20 s.
      memorySize: 1769,
      timeout: Duration.seconds(20),
      logRetention: props.logRetention,
    });
    handler.allow(
      new PolicyStatement({ actions: ['iot:CreateThing', 'iot:ListThingPrincipals'], resources: [things] }),
    );
    handler.allow(
      new PolicyStatement({ actions: ['iot:DescribeCertificate', 'iot:AttachPolicy'], resources: [certificates] }),
    );
    handler.allow(new PolicyStatement({ actions: ['iot:AttachThingPrincipal'], resources: [certificates, things] }));
    handler.allow(new PolicyStatement({ actions: ['iot:RegisterCertificateWithoutCA'], resources: ['*'] }));
    acknowledge(handler, {
      [findingOnArn(this, 'AwsSolutions-IAM5', { Resource: things })]: 'things get their names when devices register',
      [findingOnArn(this, 'AwsSolutions-IAM5', { Resource: certificates })]: 'certificates come with the devices',
      'AwsSolutions-IAM5[Resource::*]': 'RegisterCertificateWithoutCA knows no resource',
    });
    return handler;
  }

  #addRoute(): void {
    const { api } = this;
    const method = api.root
      .addResource('devices')
      .addResource('new')
      .addMethod('POST', new LambdaIntegration(this.handler.function, { allowTestInvoke: false }), {
        apiKeyRequired: true,
        requestModels: { 'application/json': api.addModel('Manifest', { schema: manifestSchema() }) },
        requestValidator: api.addRequestValidator('Body', {
          validateRequestBody: true,
          validateRequestParameters: true,
        }),
      });
    acknowledge(method, {
      'AwsSolutions-APIG4': 'the cord knows an API key only; who it is, is proven by the signed manifest',
      'AwsSolutions-COG4': 'cords have no user pool; who they are, is proven by the signed manifest',
    });
  }

  #createUsagePlan(limits: Pick<UsagePlanProps, 'throttle' | 'quota'>): UsagePlan {
    const plan = this.api.addUsagePlan('UsagePlan', {
      apiStages: [{ stage: this.api.deploymentStage }],
      ...limits,
    });
    plan.addApiKey(this.apiKey);
    return plan;
  }
}
