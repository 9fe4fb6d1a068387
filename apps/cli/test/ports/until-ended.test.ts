import { untilEnded } from '../../src/ports/until-ended.js';

const exit = process.exit.bind(process);
let statuses: unknown[];

beforeEach(() => {
  statuses = [];
  process.exit = ((status: unknown) => statuses.push(status)) as typeof process.exit;
});
afterEach(() => {
  process.exit = exit;
  process.removeAllListeners('SIGINT').removeAllListeners('SIGTERM');
});

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('settles on %s, stays to listen, and ends the process on the second', async (signal, status) => {
  const ended = untilEnded(undefined);
  process.emit(signal, signal);
  await ended;
  expect(statuses).toEqual([]);
  expect(process.listenerCount(signal)).toBe(1);
  process.emit(signal, signal);
  expect(statuses).toEqual([status]);
});

it('settles by itself after the time it was given', async () => {
  await untilEnded(1);
  expect(statuses).toEqual([]);
});
