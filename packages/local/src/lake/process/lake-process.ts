/** The process of the lake: DuckDB and whatever it may come to stop no message. It ends with its backend. */
import { writeFile } from 'node:fs/promises';
import { LocalError } from '../../errors.js';
import { isFatal, LakeRefusal } from '../protocol/lake-refusal.js';
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
  copyTo: (path) => running().copyTo(path),
  close: () => service?.close(),
};

async function answer({ id, call, args }: LakeRequest): Promise<void> {
  try {
    const act = calls[call] as (...given: readonly unknown[]) => unknown;
    send({ type: 'answer', id, result: await act(...args) }, call === 'close' ? 0 : undefined);
  } catch (error) {
    const code = error instanceof LakeRefusal || error instanceof LocalError ? error.code : 'lake-failed';
    const message = error instanceof Error ? error.message : String(error);
    // Where messages were not taken nobody knows which are here: begun anew, it gets all of them.
    const isBroken = call === 'takeBatches' || call === 'close' || isFatal(message);
    send({ type: 'refusal', id, code, message }, isBroken ? 1 : undefined);
  }
}

/** With a status, it ends once that is said. */
function send(message: LakeMessage, status?: number): void {
  // Nobody is there any more: it ends in a moment.
  if (!process.connected) return;
  process.send?.(message, undefined, undefined, () => {
    if (status !== undefined) process.exit(status);
  });
}

// Where memory runs out the system ends this rather than the backend, which begins it anew. Linux alone has this.
void writeFile('/proc/self/oom_score_adj', '1000').catch(() => {});
process.on('message', (request: LakeRequest) => void answer(request));
// At once, whatever it is at: another may have the lake in a moment, and every file is whole or a draft at any time.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
// Whoever ends the backend by these, with all of its group, wants what is under way to be kept: the backend ends this.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
