import { DevicePolicy, DeviceRegistrationApi, ThresholdAlerts } from '@cord/aws-constructs';
import { metricsTopicFilter, type CordConfig } from '@cord/fleet';
import { CfnOutput, Stack, Tags, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** The backend of one stage in one region, as the configuration declares it. */
export class CordStack extends Stack {
  readonly registration: DeviceRegistrationApi;
  readonly alerts: ThresholdAlerts;

  constructor(scope: Construct, id: string, config: CordConfig, props: StackProps = {}) {
    super(scope, id, {
      ...props,
      description: `Cord: registration and alerts of the fleet, stage ${config.cloud.stage}`,
    });
    const { maxBodyBytes, maxEntries, dailyQuota, ...trust } = config.registration;
    this.registration = new DeviceRegistrationApi(this, 'Registration', {
      stage: config.cloud.stage,
      thingPrefix: config.thingPrefix,
      devicePolicy: new DevicePolicy(this, 'DevicePolicy', { topicRoot: config.topicRoot }),
      trust,
      maxBodyBytes,
      maxEntries,
      dailyQuota,
    });
    this.alerts = new ThresholdAlerts(this, 'Alerts', {
      thresholds: config.thresholds,
      topicFilter: metricsTopicFilter(config.topicRoot),
      ...config.notifications,
    });
    Tags.of(this).add('cord:stage', config.cloud.stage);
    this.#addOutputs();
  }

  #addOutputs(): void {
    const { apiUrl, apiKey } = this.registration;
    const outputs = {
      ApiUrl: { value: apiUrl, description: 'api_url of a cord: it appends /devices/new' },
      ApiKeyId: { value: apiKey.keyId, description: 'Id of the API key that cords send as x-api-key' },
      ApiKeyCommand: {
        value: `aws apigateway get-api-key --region ${this.region} --api-key ${apiKey.keyId} --include-value --query value --output text`,
        description: 'Tells api_key of a cord, its value',
      },
      IotEndpointCommand: {
        value: `aws iot describe-endpoint --region ${this.region} --endpoint-type iot:Data-ATS --query endpointAddress --output text`,
        description: 'Tells iot_url of a cord',
      },
      AlertTopicArn: { value: this.alerts.topic.topicArn, description: 'SNS topic of notifications' },
    };
    for (const [name, output] of Object.entries(outputs)) new CfnOutput(this, name, output);
  }
}
