import { RemovalPolicy, Size, Stack, type Duration } from 'aws-cdk-lib';
import type { CfnTable, S3Table } from 'aws-cdk-lib/aws-glue';
import { PolicyDocument, PolicyStatement, Role } from 'aws-cdk-lib/aws-iam';
import {
  DeliveryStream,
  EnableLogging,
  InputFormat,
  OutputFormat,
  S3Bucket,
  SchemaConfiguration,
  StreamEncryption,
} from 'aws-cdk-lib/aws-kinesisfirehose';
import { LogGroup, LogStream, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Bucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { acknowledge, findingOnArn } from '../shared/acknowledge.js';
import { createServicePrincipal } from '../shared/service-principal.js';

interface TelemetryDeliveryProps {
  readonly bucket: Bucket;
  readonly table: S3Table;
  /** Ends in a slash; the day comes after it. */
  readonly prefix: string;
  /** Where what does not fit the table goes. Ends in a slash; reason and day come after it. */
  readonly failedPrefix: string;
  readonly interval: Duration;
}

/** The delivery stream of the lake: JSON in, Parquet by the table's columns out, one folder a day. */
export class TelemetryDelivery extends Construct {
  readonly stream: DeliveryStream;

  constructor(scope: Construct, id: string, props: TelemetryDeliveryProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = this.#createRole(props, logGroup);
    this.stream = new DeliveryStream(this, 'Stream', {
      encryption: StreamEncryption.awsOwnedKey(),
      destination: new S3Bucket(props.bucket, {
        // CDK would let the stream delete objects and read the whole account's schemas.
        role: role.withoutPolicyUpdates(),
        loggingConfig: new EnableLogging(logGroup),
        dataOutputPrefix: `${props.prefix}day=!{timestamp:yyyy-MM-dd}/`,
        errorOutputPrefix: `${props.failedPrefix}!{firehose:error-output-type}/day=!{timestamp:yyyy-MM-dd}/`,
        bufferingInterval: props.interval,
        // The least that AWS takes where records become Parquet.
        bufferingSize: Size.mebibytes(64),
        dataFormatConversion: {
          schemaConfiguration: SchemaConfiguration.fromCfnTable(props.table.node.defaultChild as CfnTable),
          inputFormat: InputFormat.OPENX_JSON,
          outputFormat: OutputFormat.PARQUET,
        },
      }),
    });
    for (const child of logGroup.node.findAll()) {
      // Kept by CDK otherwise, and a stream of a group that is gone cannot be made again.
      if (child instanceof LogStream) child.applyRemovalPolicy(RemovalPolicy.DESTROY);
    }
  }

  /** What the manual of Data Firehose asks for to convert records and write them to a bucket, and no more. */
  #createRole({ bucket, table, prefix, failedPrefix }: TelemetryDeliveryProps, logGroup: LogGroup): Role {
    const catalog = Stack.of(this).formatArn({ service: 'glue', resource: 'catalog' });
    const objects = [prefix, failedPrefix].map((each) => bucket.arnForObjects(`${each}*`));
    const role = new Role(this, 'Role', {
      assumedBy: createServicePrincipal(this, { service: 'firehose' }),
      inlinePolicies: {
        Deliver: new PolicyDocument({
          statements: [
            new PolicyStatement({
              actions: ['s3:GetBucketLocation', 's3:ListBucket', 's3:ListBucketMultipartUploads'],
              resources: [bucket.bucketArn],
            }),
            new PolicyStatement({
              actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
              resources: objects,
            }),
            new PolicyStatement({
              actions: ['glue:GetTable', 'glue:GetTableVersion', 'glue:GetTableVersions'],
              resources: [catalog, table.database.databaseArn, table.tableArn],
            }),
            new PolicyStatement({ actions: ['logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
          ],
        }),
      },
    });
    const reason = 'objects get their names when they are delivered';
    const findings = objects.map((arn) => [findingOnArn(this, 'AwsSolutions-IAM5', { Resource: arn }), reason]);
    acknowledge(role, Object.fromEntries(findings) as Record<string, string>);
    return role;
  }
}
