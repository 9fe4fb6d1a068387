import { Alarm, ComparisonOperator, TreatMissingData, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** When somebody has to look, and what it means. */
export interface AlarmCondition {
  readonly metric: IMetric;
  readonly above: number;
  /** What is wrong while the alarm is on. */
  readonly says: string;
}

/** An alarm on one period; no traffic is no fault. */
export function createAlarm(scope: Construct, id: string, { metric, above, says }: AlarmCondition): Alarm {
  return new Alarm(scope, id, {
    metric,
    alarmDescription: says,
    threshold: above,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: 1,
    treatMissingData: TreatMissingData.NOT_BREACHING,
  });
}
