import { configDefaults, cordConfigSchema, ingestionRule } from '@cord/fleet';
import { Duration, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnNamedQuery, CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import type { Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import {
  Database,
  DataFormat,
  DateIntervalUnit,
  PartitionProjectionConfiguration,
  S3Table,
  S3TableStorage,
} from 'aws-cdk-lib/aws-glue';
import type { DeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import { BlockPublicAccess, Bucket, BucketEncryption, type LifecycleRule } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import * as z from 'zod';
import { IotRule } from '../rules/iot-rule.js';
import { deliverToFirehose } from '../rules/iot-rule-action.js';
import { acknowledge } from '../shared/acknowledge.js';
import { checkProps } from '../shared/check-props.js';
import { formatConsoleUrl } from '../shared/console-url.js';
import { TelemetryDelivery } from './telemetry-delivery.js';
import { dayColumn, lakeColumns } from './lake-columns.js';
import { telemetryQueries } from './telemetry-queries.js';

export interface TelemetryLakeProps {
  /** First level of every telemetry topic. @default 'iot8020', which the cord's firmware uses */
  readonly topicRoot?: string;
  /** Units: days. Telemetry, and what could not be converted, is deleted when it is older. @default 30 */
  readonly retentionDays?: number;
  /** Units: bytes. A query that would scan more is cancelled; Athena costs by what it scans. @default 10 GiB */
  readonly maxScannedBytes?: number;
  /** How long telemetry waits for a file to fill; sooner is fresher, later is cheaper to query. @default 5 minutes */
  readonly deliveryInterval?: Duration;
}

const schemas = {
  topicRoot: cordConfigSchema.shape.topicRoot,
  retentionDays: cordConfigSchema.shape.retentionDays,
  /** Source: Amazon Athena API reference, WorkGroupConfiguration. */
  maxScannedBytes: z.int().min(10_000_000),
};

/** Where in the bucket what lies. */
const PREFIXES = { telemetry: 'telemetry/', failed: 'failed/', results: 'results/' } as const;

/** Of answers to queries, which can be asked again. */
const RESULT_DAYS = 7;

function expire(prefix: string, days: number): LifecycleRule {
  return { id: prefix, prefix, expiration: Duration.days(days) };
}

/**
 * Every message of every thing, kept as Parquet in a bucket and asked by SQL: topic rule → delivery stream → bucket by day,
 * a table over it whose days are projected rather than crawled, and an Athena workgroup with saved queries. What cannot be
 * converted is kept beside it. The bucket outlives its stack: it holds what was measured.
 *
 * Throws: `AwsConstructError` `prop-invalid`.
 */
export class TelemetryLake extends Construct {
  readonly bucket: Bucket;
  readonly database: Database;
  readonly table: S3Table;
  readonly deliveryStream: DeliveryStream;
  readonly rule: IotRule;
  readonly workGroup: CfnWorkGroup;
  readonly workGroupName: string;
  /** By name: `watts-per-minute` … */
  readonly queries: ReadonlyMap<string, CfnNamedQuery>;

  constructor(scope: Construct, id: string, props: TelemetryLakeProps = {}) {
    super(scope, id);
    checkProps(this, props, { schemas });
    const retentionDays = props.retentionDays ?? configDefaults.retentionDays;
    this.bucket = this.#createBucket(retentionDays);
    this.database = new Database(this, 'Database', {
      description: 'What cords measured',
      // It names the bucket's contents and holds none of them; kept, its name would bar the next deployment.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.table = this.#createTable(retentionDays);
    const delivery = new TelemetryDelivery(this, 'Delivery', {
      bucket: this.bucket,
      table: this.table,
      prefix: PREFIXES.telemetry,
      failedPrefix: PREFIXES.failed,
      interval: props.deliveryInterval ?? Duration.minutes(5),
    });
    this.deliveryStream = delivery.stream;
    const { statement, description } = ingestionRule(props.topicRoot ?? configDefaults.topicRoot);
    this.rule = new IotRule(this, 'Rule', {
      statement,
      description,
      actions: [deliverToFirehose(this.deliveryStream)],
    });
    this.workGroupName = Names.uniqueResourceName(this, { maxLength: 100, separator: '-' });
    this.workGroup = this.#createWorkGroup(props.maxScannedBytes ?? 10 * 1024 ** 3);
    this.queries = this.#saveQueries();
  }

  /** Where the workgroup is used by people. A template that knows no region gets a mapping of domains by it. */
  get queryUrl(): string {
    return formatConsoleUrl(this, {
      site: 'console',
      path: `/athena/home?region=${Stack.of(this).region}#/query-editor`,
    });
  }

  /** Records that did not fit the table, in the period. They lie under `failed/`, with the reason. */
  metricFailedConversions(options?: MetricOptions): Metric {
    return this.deliveryStream.metric('FailedConversion.Records', { statistic: 'Sum', ...options });
  }

  /** Units: seconds. Age of the oldest telemetry that is not in the bucket yet. */
  metricDataFreshness(options?: MetricOptions): Metric {
    return this.deliveryStream.metric('DeliveryToS3.DataFreshness', { statistic: 'Maximum', ...options });
  }

  #createBucket(retentionDays: number): Bucket {
    const bucket = new Bucket(this, 'Bucket', {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.RETAIN,
      lifecycleRules: [
        expire(PREFIXES.telemetry, retentionDays),
        expire(PREFIXES.failed, retentionDays),
        expire(PREFIXES.results, RESULT_DAYS),
        { id: 'unfinished', abortIncompleteMultipartUploadAfter: Duration.days(1) },
      ],
    });
    acknowledge(bucket, {
      'AwsSolutions-S1': 'one writer and one workgroup use the bucket; an account that audits readers has a trail',
    });
    return bucket;
  }

  #createTable(retentionDays: number): S3Table {
    return new S3Table(this, 'Table', {
      database: this.database,
      tableName: 'telemetry',
      description: 'One row a message',
      columns: [...lakeColumns],
      partitionKeys: [dayColumn],
      dataFormat: DataFormat.PARQUET,
      storage: S3TableStorage.fromBucket(this.bucket),
      s3Prefix: PREFIXES.telemetry,
      partitionProjection: {
        [dayColumn.name]: PartitionProjectionConfiguration.date({
          // One day more at each end: clocks of the delivery stream and of the query differ.
          min: `NOW-${retentionDays + 1}DAYS`,
          max: 'NOW+1DAYS',
          format: 'yyyy-MM-dd',
          step: { interval: 1, intervalUnit: DateIntervalUnit.DAYS },
        }),
      },
    });
  }

  #createWorkGroup(bytesScannedCutoffPerQuery: number): CfnWorkGroup {
    return new CfnWorkGroup(this, 'WorkGroup', {
      name: this.workGroupName,
      description: 'Queries over what cords measured',
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        publishCloudWatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery,
        engineVersion: { selectedEngineVersion: 'Athena engine version 3' },
        resultConfiguration: {
          outputLocation: `s3://${this.bucket.bucketName}/${PREFIXES.results}`,
          encryptionConfiguration: { encryptionOption: 'SSE_S3' },
        },
      },
    });
  }

  #saveQueries(): ReadonlyMap<string, CfnNamedQuery> {
    const saved = telemetryQueries.map(({ name, description, sql }) => {
      const query = new CfnNamedQuery(this, `Query-${name}`, {
        name,
        description,
        queryString: sql,
        database: this.database.databaseName,
        workGroup: this.workGroupName,
      });
      query.addResourceDependency(this.workGroup);
      return [name, query] as const;
    });
    return new Map(saved);
  }
}
