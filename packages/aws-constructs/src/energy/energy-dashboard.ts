import { cloudSchema } from '@cord/fleet';
import type { Threshold } from '@cord/rules';
import { Names, Stack } from 'aws-cdk-lib';
import { CfnAnalysis, CfnDashboard, CfnDataSet, CfnDataSource, CfnRefreshSchedule } from 'aws-cdk-lib/aws-quicksight';
import { Construct } from 'constructs';
import { energyDataSets, type EnergyDataSet } from './energy-data-sets.js';
import { createLakeReader } from './lake-reader.js';
import { quickSightActions } from './quick-sight-actions.js';
import { createSheet, type QuickSightSheet } from './quick-sight-sheet.js';
import { checkProps } from '../shared/check-props.js';
import { formatConsoleUrl } from '../shared/console-url.js';
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
 *
 * Throws: `AwsConstructError` `prop-invalid`.
 */
export class EnergyDashboard extends Construct {
  readonly dataSource: CfnDataSource;
  /** By name: `watts-per-minute` … */
  readonly dataSets: ReadonlyMap<string, CfnDataSet>;
  readonly analysis: CfnAnalysis;
  readonly dashboard: CfnDashboard;
  readonly #props: EnergyDashboardProps;
  readonly #name: string;

  constructor(scope: Construct, id: string, props: EnergyDashboardProps) {
    super(scope, id);
    checkProps(this, props, { schemas: { principalArn: cloudSchema.shape.quickSightPrincipalArn } });
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
    const { account } = Stack.of(this);
    this.analysis = new CfnAnalysis(this, 'Analysis', {
      awsAccountId: account,
      analysisId: `${this.#name}-analysis`,
      name: 'Cord energy',
      definition,
      permissions: [this.#grant(quickSightActions.analysis)],
    });
    this.dashboard = new CfnDashboard(this, 'Dashboard', {
      awsAccountId: account,
      dashboardId: `${this.#name}-dashboard`,
      name: 'Cord energy',
      definition: definition satisfies { sheets: QuickSightSheet[] },
      permissions: [this.#grant(quickSightActions.dashboard)],
    });
  }

  /** A template that knows no region gets a mapping of domains by it. */
  get dashboardUrl(): string {
    return formatConsoleUrl(this, {
      site: 'quicksight',
      path: `/sn/dashboards/${this.#name}-dashboard`,
    });
  }

  #createDataSource(): CfnDataSource {
    const { lake } = this.#props;
    const dataSource = new CfnDataSource(this, 'DataSource', {
      awsAccountId: Stack.of(this).account,
      dataSourceId: `${this.#name}-lake`,
      name: 'Cord telemetry',
      type: 'ATHENA',
      dataSourceParameters: {
        athenaParameters: { workGroup: lake.workGroupName, roleArn: createLakeReader(this, lake).roleArn },
      },
      permissions: [this.#grant(quickSightActions.dataSource)],
    });
    dataSource.addResourceDependency(lake.workGroup);
    return dataSource;
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
      permissions: [this.#grant(quickSightActions.dataSet)],
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
