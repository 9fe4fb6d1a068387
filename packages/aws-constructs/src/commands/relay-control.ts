import { configDefaults, cordConfigSchema, reportedRelayRule } from '@cord/fleet';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AccessLogField,
  AuthorizationType,
  LambdaIntegration,
  type Method,
  type RestApi,
} from 'aws-cdk-lib/aws-apigateway';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import type { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { controlRefusals, rebootSchema, relaySchema } from './gateway-checks.js';
import { CONTROL_SETTINGS, OPEN_COMMANDS_INDEX, type ControlSettings } from './control-settings.js';
import { HandlerFunction } from '../shared/handler-function.js';
import { IotRule } from '../rules/iot-rule.js';
import { invokeFunction } from '../rules/iot-rule-action.js';
import { acknowledge, findingOnArn } from '../shared/acknowledge.js';
import { checkProps } from '../shared/check-props.js';
import { createDeadLetterQueue } from '../shared/dead-letter-queue.js';
import { addRefusals, createLoggedApi, urlOf } from '../shared/logged-api.js';
import { MinutelySchedule } from '../shared/minutely-schedule.js';

export interface RelayControlProps {
  /** Last part of the API's URL. @default 'dev' */
  readonly stage?: string;
  /** Only things whose names begin so can be controlled. @default 'CS-CORD-DK-' */
  readonly thingPrefix?: string;
  /** Commands a second over the whole fleet. @default 20 */
  readonly requestsPerSecond?: number;
  /** Commands that may come at once. @default 40 */
  readonly burst?: number;
  /** Of access log and handler logs. @default one month */
  readonly logRetention?: RetentionDays;
}

/**
 * Machines switched from afar: `POST /devices/{thing}/relay` and `/reboot`, for callers that sign their requests with AWS
 * credentials and were granted it. A command goes through the thing's shadow or a job, is confirmed by what the cord
 * reports, and is taken back when the cord does not answer in time.
 *
 * The stage has an access log, which asks for the account's `ApiGatewayLogRole`.
 *
 * Throws: `AwsConstructError` `prop-invalid`, `stage-invalid`.
 */
export class RelayControl extends Construct {
  readonly api: RestApi;
  readonly accessLog: LogGroup;
  /** With the stage, without a slash at the end. */
  readonly apiUrl: string;
  readonly commands: Table;
  /** Behind the API. */
  readonly handler: HandlerFunction;
  /** Behind the cords' reports and the clock. */
  readonly settler: HandlerFunction;
  readonly rule: IotRule;
  /** Reports that no rule action, or no run of the function, got through. */
  readonly deadLetterQueue: Queue;

  constructor(scope: Construct, id: string, props: RelayControlProps = {}) {
    super(scope, id);
    checkProps(this, props, { schemas: { thingPrefix: cordConfigSchema.shape.thingPrefix } });
    const stage = props.stage ?? configDefaults.stage;
    this.commands = this.#createTable();
    this.deadLetterQueue = createDeadLetterQueue(this, 'DeadLetters');
    this.handler = this.#createHandler('answer-command', props);
    this.settler = this.#createHandler('settle-commands', props);
    const { api, accessLog } = createLoggedApi(this, {
      description: 'Control of cords',
      stage,
      requestsPerSecond: props.requestsPerSecond ?? 20,
      burst: props.burst ?? 40,
      logRetention: props.logRetention,
      logFields: { caller: AccessLogField.contextIdentityUserArn() },
    });
    this.api = api;
    this.accessLog = accessLog;
    this.apiUrl = urlOf(api, stage);
    addRefusals(api, controlRefusals);
    this.#addRoutes();
    this.rule = new IotRule(this, 'Reports', {
      statement: reportedRelayRule.statement,
      description: reportedRelayRule.description,
      actions: [invokeFunction(this.settler.function)],
      deadLetterQueue: this.deadLetterQueue,
    });
    new MinutelySchedule(this, 'Sweep', {
      target: this.settler.function,
      description: 'Takes back commands whose time is over',
    });
  }

  /** Lets a role or user give commands to every thing of the prefix, and see what became of them. */
  grantControl(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['execute-api:Invoke'],
        resources: [this.api.arnForExecuteApi('*', '/devices/*', this.api.deploymentStage.stageName)],
      }),
    );
  }

  #createTable(): Table {
    const table = new Table(this, 'Commands', {
      partitionKey: { name: 'thingName', type: AttributeType.STRING },
      sortKey: { name: 'id', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'expiresAt',
      // Commands live a minute; what is kept of them is for whoever looks into a fault.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    table.addGlobalSecondaryIndex({
      indexName: OPEN_COMMANDS_INDEX,
      partitionKey: { name: 'open', type: AttributeType.STRING },
      sortKey: { name: 'expiresAtMs', type: AttributeType.NUMBER },
      projectionType: ProjectionType.ALL,
    });
    acknowledge(table, { 'AwsSolutions-DDB3': 'a command that is a minute old is of no use any more' });
    return table;
  }

  #createHandler(handlerName: 'answer-command' | 'settle-commands', props: RelayControlProps): HandlerFunction {
    const stack = Stack.of(this);
    const thingPrefix = props.thingPrefix ?? configDefaults.thingPrefix;
    const settings: ControlSettings = {
      tableName: this.commands.tableName,
      thingArnPrefix: stack.formatArn({ service: 'iot', resource: 'thing', resourceName: '' }),
      thingPrefix,
    };
    const isSettler = handlerName === 'settle-commands';
    const handler = new HandlerFunction(this, isSettler ? 'Settler' : 'Handler', {
      handlerName,
      description: isSettler ? 'Confirms commands, and takes back those whose time is over' : 'Gives commands to cords',
      settings: { variable: CONTROL_SETTINGS, value: settings },
      memorySize: 512,
      timeout: Duration.seconds(isSettler ? 60 : 15),
      logRetention: props.logRetention,
      // Tried again by the clock: what a report that failed would have confirmed, the next sweep reads from the shadow.
      ...(isSettler && { retryAttempts: 0, onFailure: new SqsDestination(this.deadLetterQueue) }),
    });
    const table = this.commands.tableArn;
    handler.allow(
      new PolicyStatement({
        actions: ['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:Query'],
        resources: [table, `${table}/index/${OPEN_COMMANDS_INDEX}`],
      }),
    );
    this.#allowDevices(handler, thingPrefix, isSettler);
    return handler;
  }

  #allowDevices(handler: HandlerFunction, thingPrefix: string, isSettler: boolean): void {
    const arn = (resource: string, resourceName: string) => {
      return Stack.of(this).formatArn({ service: 'iot', resource, resourceName });
    };
    const things = arn('thing', `${thingPrefix}*`);
    const jobs = arn('job', '*');
    const shadows = ['iot:GetThingShadow', 'iot:UpdateThingShadow'];
    const onThings = isSettler ? shadows : [...shadows, 'iot:DescribeThing'];
    handler.allow(new PolicyStatement({ actions: onThings, resources: [things] }));
    handler.allow(new PolicyStatement({ actions: ['iot:DescribeJobExecution'], resources: [jobs, things] }));
    handler.allow(
      isSettler
        ? new PolicyStatement({ actions: ['iot:CancelJob'], resources: [jobs] })
        : new PolicyStatement({ actions: ['iot:CreateJob'], resources: [jobs, things] }),
    );
    acknowledge(handler, {
      [findingOnArn(this, 'AwsSolutions-IAM5', { Resource: things })]: 'things get their names when devices register',
      [findingOnArn(this, 'AwsSolutions-IAM5', { Resource: jobs })]: 'jobs get their names when commands are given',
    });
  }

  #addRoutes(): void {
    const relayModel = this.api.addModel('Relay', { schema: relaySchema });
    const rebootModel = this.api.addModel('Reboot', { schema: rebootSchema });
    const requestValidator = this.api.addRequestValidator('Body', {
      validateRequestBody: true,
      validateRequestParameters: true,
    });
    const integration = new LambdaIntegration(this.handler.function, { allowTestInvoke: false });
    const options = { authorizationType: AuthorizationType.IAM, requestValidator };
    const thing = this.api.root.addResource('devices').addResource('{thing}');
    const methods: Method[] = [
      thing.addResource('relay').addMethod('POST', integration, {
        ...options,
        requestModels: { 'application/json': relayModel },
      }),
      thing.addResource('reboot').addMethod('POST', integration, {
        ...options,
        requestModels: { 'application/json': rebootModel },
      }),
      thing.addResource('commands').addResource('{command}').addMethod('GET', integration, options),
    ];
    for (const method of methods) {
      acknowledge(method, { 'AwsSolutions-COG4': 'callers are known to IAM, which says who may control which thing' });
    }
  }
}
