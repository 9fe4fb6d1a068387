import { compileStatement, SqlError } from '@cord/rules';
import { CfnTopicRule } from 'aws-cdk-lib/aws-iot';
import { PolicyDocument, PolicyStatement, Role, type IRole } from 'aws-cdk-lib/aws-iam';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import * as z from 'zod';
import { AwsConstructError } from '../errors.js';
import { formatRuleArn, type IotRuleAction } from './iot-rule-action.js';
import { checkProps } from '../shared/check-props.js';
import { createServicePrincipal } from '../shared/service-principal.js';
import { sqlVersion } from './sql-version.js';
import { createDeadLetterQueue } from '../shared/dead-letter-queue.js';

export interface IotRuleProps {
  /** AWS IoT SQL; checked when the app is synthesised. */
  readonly statement: string;
  /** Run for every message that the statement lets through, each on its own. */
  readonly actions: readonly IotRuleAction[];
  /** @default no description */
  readonly description?: string;
  /** Receives the messages whose action failed, with the reason. @default a new queue */
  readonly deadLetterQueue?: IQueue;
  /** By which AWS IoT sends to the queue. @default a new role that may do this alone */
  readonly errorRole?: IRole;
  /** Shape: letters, digits and _. @default made up by CloudFormation */
  readonly ruleName?: string;
}

/** Source: AWS IoT API reference, CreateTopicRule. */
const ruleName = z.string().regex(/^[a-zA-Z0-9_]{1,128}$/, 'expected 1 to 128 of a-z A-Z 0-9 _');

/** Source: AWS IoT Core endpoints and quotas, rules engine. */
const actions = z.array(z.unknown()).max(10, 'expected at most 10 actions of one rule');

/**
 * A topic rule: its statement is known to be sound before anything is deployed, and what its actions cannot deliver is kept.
 *
 * Throws: `AwsConstructError` `prop-invalid`; `statement-invalid`, with a caret under the place.
 */
export class IotRule extends Construct {
  readonly ruleArn: string;
  readonly ruleName: string;
  readonly deadLetterQueue: IQueue;

  constructor(scope: Construct, id: string, props: IotRuleProps) {
    super(scope, id);
    checkProps(this, props, { schemas: { ruleName, actions } });
    requireSound(this, props.statement);
    this.deadLetterQueue = props.deadLetterQueue ?? createDeadLetterQueue(this, 'DeadLetters');
    const errorRole =
      props.errorRole ?? createErrorRole(this, 'ErrorRole', { queue: this.deadLetterQueue, ruleNames: props.ruleName });
    const bound: CfnTopicRule.ActionProperty[] = [];
    const rule = new CfnTopicRule(this, 'Resource', {
      ruleName: props.ruleName,
      topicRulePayload: {
        sql: props.statement,
        awsIotSqlVersion: sqlVersion,
        description: props.description,
        ruleDisabled: false,
        actions: bound,
        errorAction: { sqs: { queueUrl: this.deadLetterQueue.queueUrl, roleArn: errorRole.roleArn, useBase64: false } },
      },
    });
    this.ruleArn = rule.attrArn;
    this.ruleName = rule.ref;
    for (const action of props.actions) bound.push(action.bind(this));
  }
}

interface ErrorRoleProps {
  readonly queue: IQueue;
  /** May end in `*`. @default those of the account */
  readonly ruleNames?: string;
}

/** By this role AWS IoT sends what a rule could not deliver to the queue; rules may share it. */
export function createErrorRole(scope: Construct, id: string, { queue, ruleNames }: ErrorRoleProps): Role {
  return new Role(scope, id, {
    assumedBy: createServicePrincipal(scope, { service: 'iot', sourceArn: formatRuleArn(scope, ruleNames) }),
    inlinePolicies: {
      Send: new PolicyDocument({
        statements: [new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] })],
      }),
    },
  });
}

function requireSound(scope: Construct, statement: string): void {
  try {
    compileStatement(statement, { version: sqlVersion });
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
