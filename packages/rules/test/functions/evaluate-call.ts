import { compileStatement, type SqlVersion } from '../../src/index.js';

/** What an expression gives on a payload. */
export function evaluateCall(expression: string, payload: unknown = {}, version: SqlVersion = '2016-03-23'): unknown {
  const statement = compileStatement(`SELECT VALUE ${expression} FROM 'a/b'`, { version });
  const evaluation = statement.evaluate({ topic: 'a/b', payload: JSON.stringify(payload) });
  return evaluation.matched ? evaluation.value : undefined;
}
