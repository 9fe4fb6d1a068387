import { compileStatement, SqlError } from '@cord/rules';
import { CfnTopicRule } from 'aws-cdk-lib/aws-iot';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { AwsConstructError } from './errors.js';
import type { IotRuleAction } from './iot-rule-action.js';
import { createDeadLetterQueue } from './private/dead-letter-queue.js';

export interface IotRuleProps {
  /** AWS IoT SQL; checked when the app is synthesised. */
  readonly statement: string;
  /** Run for every message that the statement lets through, each on its own. */
  readonly actions: readonly IotRuleAction[];
  /** @default no description */
  readonly description?: string;
  /** Receives the messages whose action failed, with the reason. @default a new queue */
  readonly deadLetterQueue?: IQueue;
}

/** AWS IoT takes a rule without a version for one of 2015, whose SQL differs. */
const SQL_VERSION = '2016-03-23';

/**
 * A topic rule: its statement is known to be sound before anything is deployed, and what its actions cannot deliver is kept.
 *
 * Throws: `AwsConstructError` `statement-invalid`, with a caret under the place.
 */
export class IotRule extends Construct {
  readonly ruleArn: string;
  readonly deadLetterQueue: IQueue;

  constructor(scope: Construct, id: string, props: IotRuleProps) {
    super(scope, id);
    requireSound(this, props.statement);
    this.deadLetterQueue = props.deadLetterQueue ?? createDeadLetterQueue(this, 'DeadLetters');
    const errorRole = new Role(this, 'ErrorRole', { assumedBy: new ServicePrincipal('iot.amazonaws.com') });
    this.deadLetterQueue.grantSendMessages(errorRole);
    const actions: CfnTopicRule.ActionProperty[] = [];
    const rule = new CfnTopicRule(this, 'Resource', {
      topicRulePayload: {
        sql: props.statement,
        awsIotSqlVersion: SQL_VERSION,
        description: props.description,
        ruleDisabled: false,
        actions,
        errorAction: { sqs: { queueUrl: this.deadLetterQueue.queueUrl, roleArn: errorRole.roleArn, useBase64: false } },
      },
    });
    this.ruleArn = rule.attrArn;
    for (const action of props.actions) actions.push(action.bind(this));
  }
}

function requireSound(scope: Construct, statement: string): void {
  try {
    compileStatement(statement, { version: SQL_VERSION });
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    throw new AwsConstructError(scope, 'statement-invalid', `${error.message}\n${markPlace(statement, error.span)}`, {
      cause: error,
    });
  }
}

/** The line of the statement that holds the place, and carets under it. */
function markPlace(statement: string, { start, end }: { start: number; end: number }): string {
  const lineStart = statement.lastIndexOf('\n', start - 1) + 1;
  const [line = ''] = statement.slice(lineStart).split('\n', 1);
  const column = start - lineStart;
  const width = Math.max(1, Math.min(end, lineStart + line.length) - start);
  return `  ${line}\n  ${' '.repeat(column)}${'^'.repeat(width)}`;
}
