import { join } from 'node:path';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  type FunctionOptions,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { assetsFolder } from '../assets-folder.js';
import { AwsConstructError } from '../errors.js';

export interface HandlerFunctionProps extends Pick<
  FunctionOptions,
  'description' | 'memorySize' | 'timeout' | 'onFailure' | 'retryAttempts'
> {
  /** Folder below `assets` that holds the prebuilt handler: `register-device` is `register-device.handler.ts`. */
  readonly handlerName: string;
  /** One environment variable holding JSON; tokens inside are resolved. */
  readonly settings: { readonly variable: string; readonly value: object };
  /** Further environment variables. @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** @default one month */
  readonly logRetention?: RetentionDays;
}

/** All environment variables of a function together, in bytes. Source: AWS Lambda quotas. */
const MAX_ENVIRONMENT = 4096;
/** Room for names and for ARNs that are longer than their tokens. */
const ENVIRONMENT_RESERVE = 256;

/**
 * A Lambda function whose code lies prebuilt in this package: no bundling when the app is synthesised. It may write to its
 * own log group and nothing else until it is granted more.
 */
export class HandlerFunction extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, props: HandlerFunctionProps) {
    super(scope, id);
    const { handlerName, settings, environment = {}, logRetention, ...options } = props;
    this.logGroup = new LogGroup(this, 'Logs', {
      retention: logRetention ?? RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.logGroup.grantWrite(role);
    this.function = new LambdaFunction(this, 'Resource', {
      ...options,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: `${handlerName}.handler`,
      code: Code.fromAsset(join(assetsFolder, handlerName), { exclude: ['*', '!*.mjs'] }),
      role,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      environment: { ...environment, [settings.variable]: formatSettings(this, settings.value, environment) },
    });
  }

  /** Adds to what the function may do. */
  allow(statement: PolicyStatement): void {
    this.function.addToRolePolicy(statement);
  }
}

function formatSettings(scope: Construct, settings: object, others: Readonly<Record<string, string>>): string {
  const size = Buffer.byteLength([JSON.stringify(settings), ...Object.values(others)].join(''));
  const limit = MAX_ENVIRONMENT - ENVIRONMENT_RESERVE;
  if (size > limit) {
    throw new AwsConstructError(
      scope,
      'settings-too-large',
      `settings take ${size} bytes of the function's environment, at most ${limit}`,
    );
  }
  return Stack.of(scope).toJsonString(settings);
}
