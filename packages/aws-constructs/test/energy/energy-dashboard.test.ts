import { DuckDBInstance } from '@duckdb/node-api';
import { defineThreshold } from '@cord/rules';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EnergyDashboard } from '../../src/energy/energy-dashboard.js';
import { energyDataSets } from '../../src/energy/energy-data-sets.js';
import { lakeColumns } from '../../src/telemetry/lake-columns.js';
import { TelemetryLake } from '../../src/telemetry/telemetry-lake.js';

const principalArn = 'arn:aws:quicksight:us-east-1:123456789012:user/default/ann';
const thresholds = [
  defineThreshold({ id: 'load-on', metric: 'watts', above: 5 }),
  defineThreshold({ id: 'undervoltage', metric: 'volts', below: 207 }),
  defineThreshold({ id: 'apparent', expression: 'volts * amps', above: 900 }),
];

describe('EnergyDashboard', () => {
  it('shows watts per minute, kilowatt hours per day and breaches, each on a sheet of its own', () => {
    const { template } = synthesise();
    for (const type of ['AWS::QuickSight::Analysis', 'AWS::QuickSight::Dashboard']) {
      const [resource] = Object.values(template.findResources(type));
      const sheets = resource?.['Properties'].Definition.Sheets as { Name: string; Visuals: unknown[] }[];
      expect(sheets.map(({ Name }) => Name)).toEqual([
        'Watts per minute',
        'Kilowatt hours per day',
        'Messages in breach per day and threshold',
      ]);
      expect(sheets.every(({ Visuals }) => Visuals.length === 1)).toBe(true);
    }
  });

  it('asks the database by its name and keeps the answers, so that looking costs no query', () => {
    const { template } = synthesise();
    template.allResourcesProperties('AWS::QuickSight::DataSet', { ImportMode: 'SPICE' });
    template.resourceCountIs('AWS::QuickSight::RefreshSchedule', 3);
    for (const dataSet of Object.values(template.findResources('AWS::QuickSight::DataSet'))) {
      const sql = JSON.stringify(dataSet['Properties'].PhysicalTableMap.answer.CustomSql.SqlQuery);
      expect(sql).not.toMatch(/FROM telemetry/);
      expect(sql).toMatch(/FROM \\"/);
    }
  });

  it('reads the lake by a role that sees nothing else', () => {
    const { template } = synthesise();
    const [role] = Object.values(
      template.findResources('AWS::IAM::Role', {
        Properties: {
          AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'quicksight.amazonaws.com' } }] },
        },
      }),
    );
    const statements = role?.['Properties'].Policies[0].PolicyDocument.Statement as {
      Action: unknown;
      Resource: unknown;
    }[];
    expect(statements.filter(({ Resource }) => Resource === '*').map(({ Action }) => Action)).toEqual([
      ['athena:ListDataCatalogs', 'athena:ListWorkGroups'],
    ]);
    const [roleId = ''] = Object.keys(template.findResources('AWS::IAM::Role')).filter((id) => /Reader/.test(id));
    template.hasResourceProperties('AWS::QuickSight::DataSource', {
      DataSourceParameters: { AthenaParameters: { RoleArn: { 'Fn::GetAtt': [roleId, 'Arn'] } } },
    });
  });

  it('belongs to the one principal it was asked for', () => {
    const { template } = synthesise();
    for (const type of ['DataSource', 'DataSet', 'Analysis', 'Dashboard']) {
      template.allResourcesProperties(`AWS::QuickSight::${type}`, {
        Permissions: [{ Principal: principalArn, Actions: Match.anyValue() }],
      });
    }
  });

  it('is written as before', () => {
    expect(JSON.parse(JSON.stringify(synthesise().quickSight()))).toMatchSnapshot();
  });
});

describe('the data sets', () => {
  it('answer with the columns that they declare, in that order whatever the thresholds', async () => {
    const lake = await (await DuckDBInstance.create(':memory:')).connect();
    const columns = lakeColumns.map(({ name, type }) => `${name} ${type.inputString.replace('string', 'varchar')}`);
    await lake.run(`CREATE TABLE telemetry (${columns.join(', ')}, day varchar)`);
    await lake.run('CREATE MACRO from_unixtime(seconds) AS to_timestamp(seconds)');
    for (const { sql, series, category, value, others } of energyDataSets(thresholds)) {
      const declared = [series, category.column, value.column, ...others.map(({ column }) => column)];
      const answer = await lake.runAndReadAll(sql);
      expect(answer.columnNames().toSorted()).toEqual(declared.toSorted());
    }
    lake.closeSync();
  });

  it('count breaches of metrics on their side of the limit, and leave expressions out', () => {
    const breaches = energyDataSets(thresholds).find(({ name }) => name === 'breaches-per-day');
    expect(breaches?.sql).toContain('watts > 5');
    expect(breaches?.sql).toContain('volts < 207');
    expect(breaches?.sql).not.toContain('apparent');
  });

  it('have no sheet of breaches where there is no threshold', () => {
    expect(energyDataSets([]).map(({ name }) => name)).toEqual(['watts-per-minute', 'kilowatt-hours-per-day']);
  });
});

function synthesise() {
  const stack = new Stack(new App(), 'Stack');
  const lake = new TelemetryLake(stack, 'Lake');
  new EnergyDashboard(stack, 'Energy', { lake, principalArn, thresholds });
  const template = Template.fromStack(stack);
  const quickSight = () => {
    const resources = Object.entries(template.toJSON().Resources as Record<string, { Type: string }>);
    return Object.fromEntries(resources.filter(([, { Type }]) => Type.startsWith('AWS::QuickSight::')));
  };
  return { template, quickSight };
}
