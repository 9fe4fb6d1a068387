import { Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledge, findingOnArn } from '../shared/acknowledge.js';
import type { TelemetryLake } from '../telemetry/telemetry-lake.js';

/** By this role QuickSight reads the lake, instead of by the account's own, which sees every bucket it was ever shown. */
export function createLakeReader(scope: Construct, lake: TelemetryLake): Role {
  const telemetry = lake.bucket.arnForObjects('telemetry/*');
  const results = lake.bucket.arnForObjects('results/*');
  const role = new Role(scope, 'Reader', {
    assumedBy: new ServicePrincipal('quicksight.amazonaws.com'),
    inlinePolicies: {
      Read: new PolicyDocument({
        statements: [
          ...allowQueries(lake),
          allow(['s3:GetBucketLocation', 's3:ListBucket'], lake.bucket.bucketArn),
          allow(['s3:GetObject'], telemetry, results),
          allow(['s3:PutObject', 's3:AbortMultipartUpload'], results),
        ],
      }),
    },
  });
  const reason = 'objects get their names when they are written';
  acknowledge(role, {
    [findingOnArn(scope, 'AwsSolutions-IAM5', { Resource: telemetry })]: reason,
    [findingOnArn(scope, 'AwsSolutions-IAM5', { Resource: results })]: reason,
    'AwsSolutions-IAM5[Resource::*]': 'the two lists know no resource',
  });
  return role;
}

function allowQueries({ workGroupName, database, table }: TelemetryLake): PolicyStatement[] {
  const stack = Stack.of(table);
  const workGroup = stack.formatArn({ service: 'athena', resource: 'workgroup', resourceName: workGroupName });
  return [
    allow(
      [
        'athena:GetQueryExecution',
        'athena:GetQueryResults',
        'athena:GetQueryResultsStream',
        'athena:GetWorkGroup',
        'athena:StartQueryExecution',
        'athena:StopQueryExecution',
      ],
      workGroup,
    ),
    allow(['athena:ListDataCatalogs', 'athena:ListWorkGroups'], '*'),
    allow(
      ['glue:GetDatabase', 'glue:GetDatabases', 'glue:GetTable', 'glue:GetTables', 'glue:GetPartitions'],
      stack.formatArn({ service: 'glue', resource: 'catalog' }),
      database.databaseArn,
      table.tableArn,
    ),
  ];
}

function allow(names: string[], ...resources: string[]): PolicyStatement {
  return new PolicyStatement({ actions: names, resources });
}
