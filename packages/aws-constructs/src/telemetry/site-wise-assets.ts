import { configDefaults, cordConfigSchema, isThingName, metricList, metricsTopicFilter } from '@cord/fleet';
import { CfnAsset, CfnAssetModel } from 'aws-cdk-lib/aws-iotsitewise';
import { Construct } from 'constructs';
import * as z from 'zod';
import { putAssetPropertyValues } from '../rules/iot-rule-action.js';
import { IotRule } from '../rules/iot-rule.js';
import { checkProps } from '../shared/check-props.js';

export interface SiteWiseAssetsProps {
  /** First level of every telemetry topic. @default 'iot8020', which the cord's firmware uses */
  readonly topicRoot?: string;
  /**
   * Things that get an asset of the model now. Those that are not named keep their data under the same aliases, where an
   * asset may take it over later. @default none
   */
  readonly thingNames?: readonly string[];
}

const schemas = {
  topicRoot: cordConfigSchema.shape.topicRoot,
  thingNames: z.array(z.string().refine(isThingName, 'expected a thing name, 1 to 128 of a-z A-Z 0-9 : _ -')),
};

/** What a cord measures, as an industrial asset has it. */
const measurements: readonly { name: string; dataType: 'DOUBLE' | 'BOOLEAN'; unit?: string }[] = [
  { name: 'relay_on', dataType: 'BOOLEAN' },
  ...metricList.map(({ name, unit }) => ({ name, dataType: 'DOUBLE' as const, unit })),
];

/** The stream of one measurement of one thing: `/cord/CS-CORD-DK-…/watts`. */
function aliasOf(thingName: string, measurement: string): string {
  return `/cord/${thingName}/${measurement}`;
}

/**
 * Cords in AWS IoT SiteWise: an asset model with what each of them measures, and a rule that writes every message under
 * aliases of its own thing, so that no two cords share a stream.
 *
 * Throws: `AwsConstructError` `prop-invalid`.
 */
export class SiteWiseAssets extends Construct {
  readonly model: CfnAssetModel;
  readonly rule: IotRule;
  /** By thing name. */
  readonly assets: ReadonlyMap<string, CfnAsset>;

  constructor(scope: Construct, id: string, props: SiteWiseAssetsProps = {}) {
    super(scope, id);
    checkProps(this, props, { schemas });
    this.model = new CfnAssetModel(this, 'Model', {
      assetModelName: this.node.path.replaceAll('/', ' '),
      assetModelDescription: 'What a power cord measures',
      assetModelProperties: measurements.map((measurement) => ({
        ...measurement,
        logicalId: measurement.name,
        type: { typeName: 'Measurement' },
      })),
    });
    this.rule = new IotRule(this, 'Rule', {
      statement: `SELECT * FROM '${metricsTopicFilter(props.topicRoot ?? configDefaults.topicRoot)}'`,
      description: 'Telemetry into AWS IoT SiteWise',
      actions: [
        putAssetPropertyValues(
          measurements.map(({ name, dataType }) => ({
            propertyAlias: aliasOf('${topic(2)}', name),
            value: `\${${name}}`,
            type: dataType === 'BOOLEAN' ? 'boolean' : 'double',
          })),
        ),
      ],
    });
    this.assets = new Map(props.thingNames?.map((thingName) => [thingName, this.#createAsset(thingName)]));
  }

  #createAsset(thingName: string): CfnAsset {
    return new CfnAsset(this, `Asset-${thingName}`, {
      assetName: thingName,
      assetModelId: this.model.attrAssetModelId,
      assetProperties: measurements.map(({ name }) => ({ logicalId: name, alias: aliasOf(thingName, name) })),
    });
  }
}
