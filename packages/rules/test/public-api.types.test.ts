import * as api from '../src/index.js';
import {
  checkStatement,
  compileStatement,
  compileTemplate,
  defineThreshold,
  explainStatement,
  formatAlertNotice,
  parseStatement,
  receiveMessage,
  SqlError,
  stepAlert,
  thresholdOf,
  thresholdSqlVersion,
  thresholdStatements,
  topicMatches,
  TopicRouter,
} from '../src/index.js';
import type * as types from '../src/index.js';

/** Checked by `nx types`: whether two types are one, `any` and optional members told apart. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what may be put in for T is what tells types apart
type Same<One, Other> = (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;

/** Holds each line to what it says; nothing is left of it when it runs. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the claim is all there is
function hold<_Claim extends true>(): void {}

const message = { topic: 'a/b', payload: '{"a":1}' };

describe('the types of the public API', () => {
  it('take SQL, and hand out trees, findings and words', () => {
    hold<Same<Parameters<typeof parseStatement>, [sql: string, options?: types.ParseOptions | undefined]>>();
    hold<Same<ReturnType<typeof parseStatement>, types.Statement>>();
    hold<Same<Parameters<typeof checkStatement>, [sql: string, options?: types.CheckOptions | undefined]>>();
    hold<Same<ReturnType<typeof checkStatement>, types.Finding[]>>();
    hold<Same<types.Finding['severity'], 'error' | 'warning' | 'info'>>();
    hold<Same<ReturnType<typeof explainStatement>, string>>();
    hold<Same<types.SqlVersion, '2016-03-23' | '2015-10-08' | 'beta'>>();
    hold<Same<types.CompileOptions['version'], types.SqlVersion | undefined>>();
    hold<Same<SqlError['code'], types.SqlErrorCode>>();
    hold<Same<SqlError['span'], types.Span>>();
    hold<Same<SqlError['fix'], string | undefined>>();
    // An unknown version is told before anything runs.
    // @ts-expect-error -- AWS IoT has no such version
    expect(() => compileStatement("SELECT * FROM 'a'", { version: '2020-01-01' })).toThrow(SqlError);
  });

  it('tell outputs apart by `matched`, and promise nothing of their values', () => {
    const evaluation = compileStatement("SELECT a FROM 'a/b'").evaluate(message);
    hold<Same<typeof evaluation, types.Evaluation>>();
    // @ts-expect-error -- only a match has a text
    expect(evaluation.text).toBe('{"a":1}');
    if (!evaluation.matched) throw new Error('expected a match');
    hold<Same<typeof evaluation.text, string>>();
    hold<Same<typeof evaluation.value, unknown>>();
    hold<Same<typeof evaluation.bytes, Uint8Array | undefined>>();
    hold<Same<types.CompiledStatement['filter'], string | undefined>>();
    hold<Same<ReturnType<typeof receiveMessage>, types.ReceivedMessage>>();
    expect(compileStatement("SELECT a FROM 'a/b'").evaluate(receiveMessage(message))).toEqual(evaluation);
    hold<Same<ReturnType<ReturnType<typeof compileTemplate>['render']>, string>>();
  });

  it('ask external functions for nothing but a value', () => {
    hold<Same<types.ExternalFunctions[string], (args: unknown[], message: types.Message) => unknown>>();
    hold<Same<ReturnType<types.Entropy['random']>, number>>();
    hold<Same<types.Message['payload'], Uint8Array | string>>();
    hold<Same<types.Message['timestamp'], number | undefined>>();
  });

  it('close every union of the tree, so that a switch over it is exhaustive', () => {
    const kinds: Record<types.Expression['kind'], true> = {
      literal: true,
      number: true,
      all: true,
      name: true,
      variable: true,
      member: true,
      call: true,
      cast: true,
      unary: true,
      binary: true,
      case: true,
      array: true,
      object: true,
      query: true,
      exists: true,
    };
    expect(Object.keys(kinds)).toHaveLength(15);
    hold<Same<types.SelectClause['kind'], 'items' | 'value'>>();
    hold<Same<types.SelectItem['alias'], readonly string[] | undefined>>();
  });

  it('know the keys of topics and the targets of routers', () => {
    hold<Same<typeof topicMatches, (filter: string, topic: string) => boolean>>();
    const router = new TopicRouter<number>();
    router.add('a/+', 1);
    // @ts-expect-error -- a router holds targets of one type
    router.add('a/+', 'two');
    hold<Same<ReturnType<typeof router.match>, number[]>>();
    expect(router.match('a/b')).toHaveLength(2);
  });

  it('take thresholds as people write them, and hand out plain data', () => {
    const threshold = defineThreshold({ id: 'a', metric: 'watts', above: 5, for: '30s' });
    hold<Same<typeof threshold, types.Threshold>>();
    hold<Same<types.ThresholdInput['for'], string | undefined>>();
    hold<Same<types.Threshold['forMs'], number>>();
    hold<Same<types.Threshold['severity'], types.Severity>>();
    hold<Same<types.Severity, 'info' | 'warning' | 'critical'>>();
    hold<Same<ReturnType<typeof thresholdOf>, types.Threshold>>();
    hold<Same<(typeof api.thresholdInputSchema)['_zod']['input'], types.ThresholdInput>>();
    hold<Same<typeof thresholdSqlVersion, '2016-03-23'>>();
    hold<Same<types.ThresholdStatements, { readonly breach: string; readonly clear: string }>>();
    hold<Same<types.ThresholdStatementOptions['fields'], Readonly<Record<string, string>> | undefined>>();
    const statements = thresholdStatements(threshold, { topicFilter: 'a/+' });
    expect(Object.keys(statements)).toEqual(['breach', 'clear']);
    // @ts-expect-error -- severities are named
    expect(() => defineThreshold({ id: 'a', metric: 'watts', above: 5, severity: 'high' })).toThrow();
  });

  it('step alerts by samples and ticks, and tell transitions apart by type', () => {
    const threshold = defineThreshold({ id: 'a', metric: 'watts', above: 5 });
    const step = stepAlert(threshold, undefined, { kind: 'sample', atMs: 0, value: 6 }, 0);
    hold<Same<Parameters<typeof stepAlert>[1], types.AlertState | undefined>>();
    hold<Same<Parameters<typeof stepAlert>[2], types.Sample | types.Tick>>();
    hold<Same<typeof step, types.AlertStep>>();
    hold<Same<types.AlertTransition['type'], 'raised' | 'repeated' | 'cleared' | 'no-data' | 'data-resumed'>>();
    hold<Same<types.AlertPhase, 'ok' | 'pending' | 'firing' | 'recovering' | 'no-data'>>();
    hold<Same<types.AlertState['version'], 1>>();
    const { transition } = step;
    if (transition?.type !== 'raised') throw new Error('expected an alert');
    hold<Same<typeof transition.alert, types.OpenAlert>>();
    hold<Same<Parameters<typeof formatAlertNotice>, [news: types.AlertNews]>>();
    const notice: types.AlertNotice = formatAlertNotice({ threshold, thingName: 'plug1', transition });
    expect(Object.keys(notice)).toEqual(['subject', 'text']);
  });

  it('name every value that the package hands out', () => {
    const names: Record<keyof typeof api, true> = {
      checkStatement: true,
      compileStatement: true,
      compileTemplate: true,
      defineThreshold: true,
      explainStatement: true,
      formatAlertNotice: true,
      formatStatement: true,
      parseStatement: true,
      receiveMessage: true,
      SqlError: true,
      stepAlert: true,
      thresholdInputSchema: true,
      thresholdOf: true,
      thresholdSqlVersion: true,
      thresholdStatements: true,
      topicMatches: true,
      TopicRouter: true,
    };
    expect(Object.keys(api).toSorted()).toEqual(Object.keys(names).toSorted());
  });
});
