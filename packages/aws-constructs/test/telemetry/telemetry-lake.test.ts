import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { TelemetryLake, type TelemetryLakeProps } from '../../src/telemetry/telemetry-lake.js';
import { telemetryQueries } from '../../src/telemetry/telemetry-queries.js';

describe('TelemetryLake', () => {
  it('sends every message of every thing to the delivery stream, with thing and time of arrival', () => {
    const { template } = synthesise({ topicRoot: 'plant' });
    const [streamId = ''] = Object.keys(template.findResources('AWS::KinesisFirehose::DeliveryStream'));
    template.hasResourceProperties('AWS::IoT::TopicRule', {
      TopicRulePayload: {
        Sql: "SELECT *, topic(2) AS thing_name, timestamp() AS received_at FROM 'plant/+/metrics'",
        Actions: [{ Firehose: { DeliveryStreamName: { Ref: streamId }, Separator: '\n' } }],
      },
    });
  });

  it('lets the rule put single records on that stream and nothing else', () => {
    const { template } = synthesise();
    const [streamId = ''] = Object.keys(template.findResources('AWS::KinesisFirehose::DeliveryStream'));
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [{ Action: 'firehose:PutRecord', Effect: 'Allow', Resource: { 'Fn::GetAtt': [streamId, 'Arn'] } }],
      },
    });
  });

  it('converts to Parquet by the schema of the table, into one folder a day', () => {
    const { template } = synthesise();
    const [tableId = ''] = Object.keys(template.findResources('AWS::Glue::Table'));
    template.hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
      DeliveryStreamEncryptionConfigurationInput: { KeyType: 'AWS_OWNED_CMK' },
      ExtendedS3DestinationConfiguration: {
        BufferingHints: { IntervalInSeconds: 300, SizeInMBs: 64 },
        CompressionFormat: Match.absent(),
        DataFormatConversionConfiguration: {
          Enabled: true,
          OutputFormatConfiguration: { Serializer: { ParquetSerDe: {} } },
          SchemaConfiguration: { TableName: { Ref: tableId } },
        },
        Prefix: 'telemetry/day=!{timestamp:yyyy-MM-dd}/',
        ErrorOutputPrefix: 'failed/!{firehose:error-output-type}/day=!{timestamp:yyyy-MM-dd}/',
      },
    });
  });

  it('projects the days of the retention, so that no crawler is needed', () => {
    synthesise({ retentionDays: 90 }).template.hasResourceProperties('AWS::Glue::Table', {
      TableInput: {
        PartitionKeys: [{ Name: 'day', Type: 'string' }],
        Parameters: {
          'projection.enabled': 'true',
          'projection.day.type': 'date',
          'projection.day.range': 'NOW-91DAYS,NOW+1DAYS',
          'projection.day.format': 'yyyy-MM-dd',
        },
        StorageDescriptor: {
          Columns: Match.arrayWith([
            Match.objectLike({ Name: 'received_at', Type: 'bigint' }),
            Match.objectLike({ Name: 'relay_on', Type: 'boolean' }),
            Match.objectLike({ Name: 'power_factor', Type: 'double' }),
          ]),
        },
      },
    });
  });

  it.each([
    [undefined, 30],
    [90, 90],
  ])('deletes telemetry and what failed after the retention (%p days: %p)', (retentionDays, days) => {
    synthesise({ retentionDays }).template.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: Match.arrayWith([
          Match.objectLike({ Prefix: 'telemetry/', ExpirationInDays: days }),
          Match.objectLike({ Prefix: 'failed/', ExpirationInDays: days }),
        ]),
      },
    });
  });

  it('keeps the bucket when the stack goes, closed to the public and encrypted', () => {
    synthesise().template.hasResource('AWS::S3::Bucket', {
      DeletionPolicy: 'Retain',
      Properties: {
        BucketEncryption: Match.anyValue(),
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, RestrictPublicBuckets: true },
      },
    });
  });

  it('cancels a query that scans too much', () => {
    synthesise({ maxScannedBytes: 20_000_000 }).template.hasResourceProperties('AWS::Athena::WorkGroup', {
      WorkGroupConfiguration: { BytesScannedCutoffPerQuery: 20_000_000, EnforceWorkGroupConfiguration: true },
    });
  });

  it('saves every query in its workgroup', () => {
    const { template, lake } = synthesise();
    for (const { name, sql } of telemetryQueries) {
      template.hasResourceProperties('AWS::Athena::NamedQuery', {
        Name: name,
        QueryString: sql,
        WorkGroup: lake.workGroupName,
      });
    }
    template.resourceCountIs('AWS::Athena::NamedQuery', telemetryQueries.length);
  });

  it('delivers sooner when it is asked to', () => {
    synthesise({ deliveryInterval: Duration.minutes(1) }).template.hasResourceProperties(
      'AWS::KinesisFirehose::DeliveryStream',
      { ExtendedS3DestinationConfiguration: { BufferingHints: { IntervalInSeconds: 60 } } },
    );
  });

  it('is written as before', () => {
    expect(synthesise().template.toJSON()).toMatchSnapshot();
  });
});

function synthesise(props: TelemetryLakeProps = {}) {
  const stack = new Stack(new App(), 'Stack');
  const lake = new TelemetryLake(stack, 'Lake', props);
  return { lake, template: Template.fromStack(stack) };
}
