import { fetchSigned } from './signed-fetch.js';

/** Runs the function of a handler at once, as its schedule would within the minute. Throws: `Error` when it fails. */
export async function invokeOnSchedule(endpoint: string, handlerName: string): Promise<void> {
  const functions = `${endpoint}/2015-03-31/functions`;
  const answer = await fetchSigned(functions, { service: 'lambda' });
  const { Functions } = (await answer.json()) as { Functions: { FunctionName: string; Handler: string }[] };
  const found = Functions.find(({ Handler }) => Handler === `${handlerName}.handler`);
  const url = `${functions}/${found?.FunctionName}/invocations`;
  const run = await fetchSigned(url, { method: 'POST', service: 'lambda', body: '{}' });
  if (run.status !== 200 || run.headers.has('x-amz-function-error')) throw new Error(await run.text());
}
