import { metricList } from '@cord/fleet';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { SiteWiseAssets, type SiteWiseAssetsProps } from '../../src/telemetry/site-wise-assets.js';

describe('SiteWiseAssets', () => {
  it('models the relay and every metric of a cord in its unit', () => {
    const [model] = Object.values(synthesise().findResources('AWS::IoTSiteWise::AssetModel'));
    const properties = model?.['Properties'].AssetModelProperties as {
      Name: string;
      DataType: string;
      Unit?: string;
    }[];
    expect(properties.map(({ Name, DataType, Unit }) => [Name, DataType, Unit])).toEqual([
      ['relay_on', 'BOOLEAN', undefined],
      ...metricList.map(({ name, unit }) => [name, 'DOUBLE', unit]),
    ]);
  });

  it('writes each thing under aliases of its own', () => {
    const [rule] = Object.values(synthesise().findResources('AWS::IoT::TopicRule'));
    const [action] = rule!['Properties'].TopicRulePayload.Actions;
    const entries = action.IotSiteWise.PutAssetPropertyValueEntries as { PropertyAlias: string }[];
    expect(entries.map(({ PropertyAlias }) => PropertyAlias)).toContain('/cord/${topic(2)}/watts');
    expect(new Set(entries.map(({ PropertyAlias }) => PropertyAlias)).size).toBe(1 + metricList.length);
  });

  it('lets the rule write property values and nothing else', () => {
    synthesise().hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [Match.objectLike({ Action: 'iotsitewise:BatchPutAssetPropertyValue' })] },
    });
  });

  it('makes an asset of every thing it is told of', () => {
    synthesise({ thingNames: ['CS-CORD-DK-01'] }).hasResourceProperties('AWS::IoTSiteWise::Asset', {
      AssetName: 'CS-CORD-DK-01',
      AssetProperties: Match.arrayWith([{ LogicalId: 'watts', Alias: '/cord/CS-CORD-DK-01/watts' }]),
    });
  });

  it('is written as before', () => {
    expect(synthesise({ thingNames: ['CS-CORD-DK-01'] }).toJSON()).toMatchSnapshot();
  });
});

function synthesise(props: SiteWiseAssetsProps = {}): Template {
  const stack = new Stack(new App(), 'Stack');
  new SiteWiseAssets(stack, 'SiteWise', props);
  return Template.fromStack(stack);
}
