import type { Threshold } from '@cord/rules';
import { Names, Stack } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnAnalysis, CfnDashboard, CfnDataSet, CfnDataSource, CfnRefreshSchedule } from 'aws-cdk-lib/aws-quicksight';
import { Construct } from 'constructs';
import { energyDataSets, type EnergyDataSet } from './energy-data-sets.js';
import { acknowledge, findingOnArn } from '../shared/acknowledge.js';
import { createSheet, type QuickSightSheet } from './quick-sight-sheet.js';
import type { TelemetryLake } from '../telemetry/telemetry-lake.js';

export interface EnergyDashboardProps {
  /** Where the telemetry lies. */
  readonly lake: TelemetryLake;
  /** Who owns and shares what is made. Shape: ARN of a QuickSight user or group, `arn:aws:quicksight:…:user/default/ann` */
  readonly principalArn: string;
  /** Whose breaches are counted. @default none */
  readonly thresholds?: readonly Threshold[];
}

/**
 * Watts, kilowatt hours and breaches in Amazon QuickSight, as code: data source, data sets that are read anew every hour,
 * an analysis to work on and the dashboard. The account must have subscribed to QuickSight.
 */
export class EnergyDashboard extends Construct {
  readonly dataSource: CfnDataSource;
  /** By name: `watts-per-minute` … */
  readonly dataSets: ReadonlyMap<string, CfnDataSet>;
  readonly analysis: CfnAnalysis;
  readonly dashboard: CfnDashboard;
  readonly dashboardUrl: string;
  readonly #props: EnergyDashboardProps;
  readonly #name: string;

  constructor(scope: Construct, id: string, props: EnergyDashboardProps) {
    super(scope, id);
    this.#props = props;
    this.#name = Names.uniqueResourceName(this, { maxLength: 80, separator: '-' });
    this.dataSource = this.#createDataSource();
    const sources = energyDataSets(props.thresholds ?? []);
    this.dataSets = new Map(sources.map((source) => [source.name, this.#createDataSet(source)]));
    const definition = {
      dataSetIdentifierDeclarations: [...this.dataSets].map(([identifier, { attrArn }]) => ({
        identifier,
        dataSetArn: attrArn,
      })),
      sheets: sources.map(createSheet),
    };
    const { account, region } = Stack.of(this);
    this.analysis = new CfnAnalysis(this, 'Analysis', {
      awsAccountId: account,
      analysisId: `${this.#name}-analysis`,
      name: 'Cord energy',
      definition,
      permissions: [this.#grant(actions.analysis)],
    });
    this.dashboard = new CfnDashboard(this, 'Dashboard', {
      awsAccountId: account,
      dashboardId: `${this.#name}-dashboard`,
      name: 'Cord energy',
      definition: definition satisfies { sheets: QuickSightSheet[] },
      permissions: [this.#grant(actions.dashboard)],
    });
    this.dashboardUrl = `https://${region}.quicksight.aws.amazon.com/sn/dashboards/${this.#name}-dashboard`;
  }

  #createDataSource(): CfnDataSource {
    const { lake } = this.#props;
    const dataSource = new CfnDataSource(this, 'DataSource', {
      awsAccountId: Stack.of(this).account,
      dataSourceId: `${this.#name}-lake`,
      name: 'Cord telemetry',
      type: 'ATHENA',
      dataSourceParameters: {
        athenaParameters: { workGroup: lake.workGroupName, roleArn: this.#createReader().roleArn },
      },
      permissions: [this.#grant(actions.dataSource)],
    });
    dataSource.addResourceDependency(lake.workGroup);
    return dataSource;
  }

  /** By this role QuickSight reads the lake, instead of by the account's own, which sees every bucket it was ever shown. */
  #createReader(): Role {
    const { lake } = this.#props;
    const arn = (service: string, resource: string, resourceName?: string) => {
      return Stack.of(this).formatArn({ service, resource, ...(resourceName !== undefined && { resourceName }) });
    };
    const telemetry = lake.bucket.arnForObjects('telemetry/*');
    const results = lake.bucket.arnForObjects('results/*');
    const role = new Role(this, 'Reader', {
      assumedBy: new ServicePrincipal('quicksight.amazonaws.com'),
      inlinePolicies: {
        Read: new PolicyDocument({
          statements: [
            allow(
              [
                'athena:GetQueryExecution',
                'athena:GetQueryResults',
                'athena:GetQueryResultsStream',
                'athena:GetWorkGroup',
                'athena:StartQueryExecution',
                'athena:StopQueryExecution',
              ],
              arn('athena', 'workgroup', lake.workGroupName),
            ),
            allow(['athena:ListDataCatalogs', 'athena:ListWorkGroups'], '*'),
            allow(
              ['glue:GetDatabase', 'glue:GetDatabases', 'glue:GetTable', 'glue:GetTables', 'glue:GetPartitions'],
              arn('glue', 'catalog'),
              lake.database.databaseArn,
              lake.table.tableArn,
            ),
            allow(['s3:GetBucketLocation', 's3:ListBucket'], lake.bucket.bucketArn),
            allow(['s3:GetObject'], telemetry, results),
            allow(['s3:PutObject', 's3:AbortMultipartUpload'], results),
          ],
        }),
      },
    });
    const reason = 'objects get their names when they are written';
    acknowledge(role, {
      [findingOnArn(this, 'AwsSolutions-IAM5', 'Resource', telemetry)]: reason,
      [findingOnArn(this, 'AwsSolutions-IAM5', 'Resource', results)]: reason,
      'AwsSolutions-IAM5[Resource::*]': 'the two lists know no resource',
    });
    return role;
  }

  #createDataSet(source: EnergyDataSet): CfnDataSet {
    const { account } = Stack.of(this);
    const { category, value, series, others } = source;
    const columns = [
      { name: series, type: 'STRING' },
      { name: category.column, type: category.type },
      { name: value.column, type: 'DECIMAL' },
      ...others.map(({ column, type }) => ({ name: column, type })),
    ];
    const database = this.#props.lake.database.databaseName;
    const dataSet = new CfnDataSet(this, `DataSet-${source.name}`, {
      awsAccountId: account,
      dataSetId: `${this.#name}-${source.name}`,
      name: `Cord ${source.name}`,
      // Answers are kept: a reader of the dashboard costs no query.
      importMode: 'SPICE',
      physicalTableMap: {
        answer: {
          customSql: {
            name: source.name,
            dataSourceArn: this.dataSource.attrArn,
            // QuickSight looks into the database `default` where none is named.
            sqlQuery: source.sql.replaceAll('FROM telemetry', `FROM "${database}".telemetry`),
            columns,
          },
        },
      },
      permissions: [this.#grant(actions.dataSet)],
    });
    const refresh = new CfnRefreshSchedule(this, `Refresh-${source.name}`, {
      awsAccountId: account,
      dataSetId: `${this.#name}-${source.name}`,
      schedule: { scheduleId: 'hourly', refreshType: 'FULL_REFRESH', scheduleFrequency: { interval: 'HOURLY' } },
    });
    refresh.addResourceDependency(dataSet);
    return dataSet;
  }

  #grant(names: readonly string[]) {
    return { principal: this.#props.principalArn, actions: names.map((name) => `quicksight:${name}`) };
  }
}

function allow(names: string[], ...resources: string[]): PolicyStatement {
  return new PolicyStatement({ actions: names, resources });
}

/** QuickSight takes these sets whole or not at all. Source: Amazon QuickSight API reference, ResourcePermission. */
const actions = {
  dataSource: [
    'DescribeDataSource',
    'DescribeDataSourcePermissions',
    'PassDataSource',
    'UpdateDataSource',
    'DeleteDataSource',
    'UpdateDataSourcePermissions',
  ],
  dataSet: [
    'DescribeDataSet',
    'DescribeDataSetPermissions',
    'PassDataSet',
    'DescribeIngestion',
    'ListIngestions',
    'UpdateDataSet',
    'DeleteDataSet',
    'CreateIngestion',
    'CancelIngestion',
    'UpdateDataSetPermissions',
  ],
  analysis: [
    'DescribeAnalysis',
    'DescribeAnalysisPermissions',
    'QueryAnalysis',
    'UpdateAnalysis',
    'DeleteAnalysis',
    'RestoreAnalysis',
    'UpdateAnalysisPermissions',
  ],
  dashboard: [
    'DescribeDashboard',
    'DescribeDashboardPermissions',
    'ListDashboardVersions',
    'QueryDashboard',
    'UpdateDashboard',
    'DeleteDashboard',
    'UpdateDashboardPermissions',
    'UpdateDashboardPublishedVersion',
  ],
};
