import { parseConfig, rulesOf } from '@cord/fleet';
import { defineThreshold, thresholdSqlVersion } from '@cord/rules';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { CordBackend, type CordBackendProps } from '../src/cord-backend.js';
import { DevicePolicy } from '../src/registration/device-policy.js';

const thresholds = [defineThreshold({ id: 'load-on', metric: 'watts', above: 5 })];
const principalArn = 'arn:aws:quicksight:us-east-1:123456789012:user/default/ann';

describe('CordBackend', () => {
  it('is every part but those that cost by themselves', () => {
    const { backend } = compose();
    for (const part of ['registration', 'lake', 'alerts', 'control', 'operations'] as const) {
      expect(backend[part]).toBeDefined();
    }
    expect([backend.energy, backend.siteWise]).toEqual([undefined, undefined]);
  });

  it('is every part when it is asked to', () => {
    const { backend, template } = compose({ energy: { principalArn }, siteWise: {} });
    expect(backend.energy?.dashboardUrl).toBeDefined();
    template().resourceCountIs('AWS::QuickSight::Dashboard', 1);
    template().resourceCountIs('AWS::IoTSiteWise::AssetModel', 1);
  });

  it.each(['registration', 'lake', 'alerts', 'control', 'operations'] as const)('does without %s', (part) => {
    const { backend, template } = compose({ [part]: false });
    expect(backend[part]).toBeUndefined();
    expect(template).not.toThrow();
  });

  it('rejects an energy dashboard without the lake that it shows', () => {
    expect(() => compose({ lake: false, energy: { principalArn } })).toThrow(
      expect.objectContaining({ code: 'prop-invalid', constructPath: 'Stack/Backend' }),
    );
  });

  it('tells its parts what they share', () => {
    const { template } = compose({ topicRoot: 'plant', thingPrefix: 'ACME-', stage: 'prod', siteWise: {} });
    const statements = Object.values(template().findResources('AWS::IoT::TopicRule')).map((rule) => {
      return rule['Properties'].TopicRulePayload.Sql as string;
    });
    const onMetrics = statements.filter((sql) => !sql.includes('$aws/things'));
    expect(onMetrics).toHaveLength(4);
    for (const sql of onMetrics) expect(sql).toContain("FROM 'plant/+/metrics'");
    const policies = JSON.stringify(template().findResources('AWS::IAM::Policy'));
    expect(policies).toContain(':thing/ACME-*');
    expect(policies).not.toContain('CS-CORD');
    template().allResourcesProperties('AWS::ApiGateway::Stage', { StageName: 'prod' });
  });

  it('deploys the rules of the configuration, word for word as they run on one machine', () => {
    const config = parseConfig({
      topicRoot: 'plant',
      thresholds: [
        { id: 'load-on', metric: 'watts', above: 5, perThing: { pump: { above: 900 } } },
        { id: 'apparent', expression: 'volts * amps', above: 1200, for: '10s' },
      ],
    });
    const { template } = compose({ topicRoot: config.topicRoot, thresholds: config.thresholds });
    const deployed = Object.values(template().findResources('AWS::IoT::TopicRule')).map((rule) => {
      const { Sql: statement, Description: description, AwsIotSqlVersion } = rule['Properties'].TopicRulePayload;
      expect(AwsIotSqlVersion).toBe(thresholdSqlVersion);
      return { statement, description };
    });
    expect(written(deployed)).toEqual(written(rulesOf(config)));
  });

  it('claims its topic root, so that a second stage of the account and region is refused', () => {
    const claims = Object.values(compose().template().findResources('AWS::SSM::Parameter'));
    expect(claims.map(({ Properties }) => Properties)).toEqual([
      {
        Name: 'cord-topic-root-iot8020',
        Type: 'String',
        Value: 'Stack',
        Description:
          'The stack that has the topic root: one stage per account and region, for all hear the same things',
      },
    ]);
    compose({ topicRoot: 'värde 1' })
      .template()
      .hasResourceProperties('AWS::SSM::Parameter', { Name: 'cord-topic-root-v.e4.rde.20.1' });
  });

  it('makes nothing before its topic root is claimed', () => {
    const { Resources } = compose({ siteWise: {} }).template().toJSON() as {
      Resources: Record<string, { Type: string; DependsOn?: string[] }>;
    };
    const [claim = ''] = Object.keys(Resources).filter((id) => Resources[id]?.Type === 'AWS::SSM::Parameter');
    for (const [id, { DependsOn = [] }] of Object.entries(Resources)) {
      if (id !== claim) expect([id, DependsOn]).toEqual([id, expect.arrayContaining([claim])]);
    }
  });

  it('shares its topic root where it is told to', () => {
    compose({ sharesTopicRoot: true }).template().resourceCountIs('AWS::SSM::Parameter', 0);
  });

  it('takes a device policy of ours', () => {
    const stack = new Stack(new App(), 'Stack');
    const devicePolicy = new DevicePolicy(stack, 'Ours');
    new CordBackend(stack, 'Backend', { devicePolicy });
    Template.fromStack(stack).resourceCountIs('AWS::IoT::Policy', 1);
  });

  it('stays below the resources a stack may have with a hundred thresholds', () => {
    const many = Array.from({ length: 100 }, (_, index) => {
      return defineThreshold({ id: `limit-${index}`, metric: 'watts', above: index });
    });
    const { template } = compose({ thresholds: many, energy: { principalArn }, siteWise: {} });
    expect(Object.keys(template().toJSON().Resources).length).toBeLessThan(500);
  });

  it('is made of the same kinds of resources as before', () => {
    const { template } = compose({ energy: { principalArn }, siteWise: {} });
    const resources = Object.values(template().toJSON().Resources as Record<string, { Type: string }>);
    const counts = new Map<string, number>();
    for (const { Type } of resources) counts.set(Type, (counts.get(Type) ?? 0) + 1);
    // A snapshot writes keys in their order.
    expect(Object.fromEntries(counts)).toMatchSnapshot();
  });
});

function written(rules: readonly { statement: string; description: string }[]): string[] {
  return rules.map(({ statement, description }) => `${description}: ${statement}`).toSorted();
}

function compose(props: CordBackendProps = {}) {
  const stack = new Stack(new App(), 'Stack');
  const backend = new CordBackend(stack, 'Backend', { thresholds, ...props });
  return { backend, template: () => Template.fromStack(stack) };
}
