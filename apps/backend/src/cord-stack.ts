import { CordBackend, type CordBackendProps } from '@cord/aws-constructs';
import type { CordConfig } from '@cord/fleet';
import { CfnOutput, Stack, Tags, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** The backend of one stage in one region, as the configuration declares it. */
export class CordStack extends Stack {
  readonly backend: CordBackend;

  constructor(scope: Construct, id: string, { config, ...props }: StackProps & { config: CordConfig }) {
    super(scope, id, { ...props, description: `Cord: the backend of a fleet of cords, stage ${config.cloud.stage}` });
    this.backend = new CordBackend(this, 'Backend', describeBackend(config));
    Tags.of(this).add('cord:stage', config.cloud.stage);
    for (const [name, output] of Object.entries(this.#listOutputs())) {
      if (output !== undefined) new CfnOutput(this, name, output);
    }
  }

  /** What an engineer needs next. A part that is not there has none. */
  #listOutputs(): Record<string, { value: string; description: string } | undefined> {
    const { registration, alerts, lake, control, operations, energy } = this.backend;
    const { region } = this;
    return {
      ApiUrl: registration && {
        value: registration.apiUrl,
        description: 'api_url of a cord: it appends /devices/new',
      },
      ApiKeyId: registration && {
        value: registration.apiKey.keyId,
        description: 'Id of the API key that cords send as x-api-key',
      },
      ApiKeyCommand: registration && {
        value: `aws apigateway get-api-key --region ${region} --api-key ${registration.apiKey.keyId} --include-value --query value --output text`,
        description: 'Tells api_key of a cord, its value',
      },
      IotEndpointCommand: {
        value: `aws iot describe-endpoint --region ${region} --endpoint-type iot:Data-ATS --query endpointAddress --output text`,
        description: 'Tells iot_url of a cord',
      },
      ControlApiUrl: control && {
        value: control.apiUrl,
        description: 'Switches cords: POST /devices/{thing}/relay and /reboot, signed with AWS credentials',
      },
      AlertTopicArn: alerts && { value: alerts.topic.topicArn, description: 'SNS topic of notifications' },
      AthenaWorkGroup: lake && { value: lake.workGroupName, description: 'Athena workgroup with the saved queries' },
      AthenaDatabase: lake && { value: lake.database.databaseName, description: 'Where its table telemetry is' },
      AthenaUrl: lake && { value: lake.queryUrl, description: 'Where the workgroup is used' },
      OperationsDashboardUrl: operations && {
        value: operations.dashboardUrl,
        description: 'How the backend itself is doing',
      },
      EnergyDashboardUrl: energy && { value: energy.dashboardUrl, description: 'Watts, kilowatt hours and breaches' },
    };
  }
}

function describeBackend(config: CordConfig): CordBackendProps {
  const { maxBodyBytes, maxEntries, dailyQuota, ...trust } = config.registration;
  const { stage, alerting, operatorEmails, quickSightPrincipalArn, siteWise } = config.cloud;
  return {
    stage,
    topicRoot: config.topicRoot,
    thingPrefix: config.thingPrefix,
    thresholds: config.thresholds,
    registration: { trust, maxBodyBytes, maxEntries, dailyQuota },
    lake: { retentionDays: config.retentionDays },
    alerts: { mode: alerting, ...config.notifications },
    operations: { emails: operatorEmails },
    energy: quickSightPrincipalArn !== undefined && { principalArn: quickSightPrincipalArn },
    siteWise: siteWise && {},
  };
}
