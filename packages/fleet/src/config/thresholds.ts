import {
  compileStatement,
  defineThreshold,
  SqlError,
  thresholdInputSchema,
  thresholdSqlVersion,
  type Threshold,
  type ThresholdInput,
} from '@cord/rules';
import * as z from 'zod';
import { isMetricName, metrics } from '../contract/metric.js';
import { toProblems, type ConfigProblem } from './config-problem.js';

/** The thresholds of a configuration, each as `defineThreshold` of @cord/rules takes it, and each with an id of its own. */
export const thresholdsSchema = z
  .array(z.unknown().transform(readThreshold))
  .max(100)
  .superRefine((thresholds, context) => {
    for (const [index, { id }] of thresholds.entries()) {
      // Its id is where the state of its alerts is kept: two thresholds would answer for each other.
      if (thresholds.findIndex((other) => other.id === id) < index) {
        context.addIssue({ code: 'custom', path: [index, 'id'], message: `another threshold has id '${id}'` });
      }
    }
  });

function readThreshold(input: unknown, context: z.RefinementCtx): Threshold {
  const problems: ConfigProblem[] = [];
  const threshold = tryDefine(input, problems);
  if (threshold !== undefined) problems.push(...checkMetric(threshold), ...checkExpression(threshold));
  for (const problem of problems) context.addIssue({ code: 'custom', ...problem });
  return threshold === undefined || problems.length > 0 ? z.NEVER : threshold;
}

function tryDefine(input: unknown, problems: ConfigProblem[]): Threshold | undefined {
  try {
    return defineThreshold(input as ThresholdInput);
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    // What is found, the schema alone says.
    const { error: { issues } = error } = thresholdInputSchema.safeParse(input, { reportInput: true });
    problems.push(...issues.flatMap(toProblems));
    return undefined;
  }
}

function checkMetric({ metric }: Threshold): ConfigProblem[] {
  if (metric === undefined || isMetricName(metric)) return [];
  const known = Object.keys(metrics).join(', ');
  return [{ path: ['metric'], message: `unknown metric '${metric}', expected one of ${known}` }];
}

function checkExpression({ expression }: Threshold): ConfigProblem[] {
  if (expression === undefined) return [];
  try {
    compileStatement(`SELECT ${expression} AS threshold_value`, { version: thresholdSqlVersion });
    return [];
  } catch (error) {
    if (!(error instanceof SqlError)) throw error;
    return [
      { path: ['expression'], message: `'${expression.slice(0, 80)}' is no expression of IoT SQL: ${error.message}` },
    ];
  }
}
