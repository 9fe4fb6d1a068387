/** The process of the lake: DuckDB and whatever it may come to stop no message. It ends with its backend. */
import { LocalError } from '../../errors.js';
import { LakeRefusal } from '../protocol/lake-refusal.js';
import { LakeService } from './lake-service.js';
import type { LakeCalls, LakeMessage, LakeRequest, OpenOrder } from '../protocol/lake-calls.js';

type Promised<Call extends (...args: never[]) => unknown> = (
  ...args: Parameters<Call>
) => Promise<ReturnType<Call>> | ReturnType<Call>;

let service: LakeService | undefined;

function running(): LakeService {
  if (service === undefined) throw new LakeRefusal('lake-failed', 'the lake is not open');
  return service;
}

const calls: { [Name in keyof LakeCalls]: Promised<LakeCalls[Name]> } = {
  open: async (options: OpenOrder) => {
    service = await LakeService.open({ ...options, onNotice: (notice) => send({ type: 'notice', notice }) });
    return { settledRows: service.settledRows };
  },
  takeBatches: (batches) => running().takeBatches(batches),
  settle: (rows) => running().settle(rows),
  tidy: (...when) => running().tidy(...when),
  dropDays: (limits) => running().dropDays(limits),
  readRaw: (range, timeLimitMs) => running().answers.readRaw(range, timeLimitMs),
  readBuckets: (range, timeLimitMs) => running().answers.readBuckets(range, timeLimitMs),
  query: (sql, limits) => running().answers.query(sql, limits),
  importDatabase: (file) => running().importDatabase(file),
  readLatest: () => running().answers.readLatest(),
  close: () => service?.close(),
};

async function answer({ id, call, args }: LakeRequest): Promise<void> {
  try {
    const act = calls[call] as (...given: readonly unknown[]) => unknown;
    send({ type: 'answer', id, result: await act(...args) });
  } catch (error) {
    const code = error instanceof LakeRefusal || error instanceof LocalError ? error.code : 'lake-failed';
    send({ type: 'refusal', id, code, message: error instanceof Error ? error.message : String(error) });
  }
  if (call === 'close') process.disconnect();
}

function send(message: LakeMessage): void {
  // Nobody is there any more: it ends in a moment.
  if (process.connected) process.send?.(message);
}

process.on('message', (request: LakeRequest) => void answer(request));
process.on('disconnect', () => process.exit(0));
// Whoever presses Ctrl-C ends the backend, which ends this.
process.on('SIGINT', () => {});
