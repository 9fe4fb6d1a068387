import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';

export interface LoadClient {
  clientId: string;
  privateKeyPem: string;
  certificatePem: string;
}

export interface LoadOrder {
  host: string;
  port: number;
  ca: string;
  clients: readonly LoadClient[];
  /** `+` stands for the client's id. */
  topic: string;
  /** Sent one after the other, then from the beginning. */
  payloads: readonly string[];
  window: number;
  seconds: number;
  /** Messages a second of each client; without, as fast as the window lets it. */
  ratePerClient?: number;
}

export interface LoadResult {
  type: 'result';
  acknowledged: number;
  seconds: number;
  p50Ms: number;
  p99Ms: number;
  loadCpuMs: number;
}

/** A load that is connected, and begins when it is told to. */
export interface Load {
  run(): Promise<LoadResult>;
}

export async function prepareLoad(order: LoadOrder): Promise<Load> {
  const child = fork(new URL('load-process.ts', import.meta.url), [], {
    execArgv: ['--import', 'tsx'],
    serialization: 'advanced',
  });
  const heard = async (type: string): Promise<LoadResult> => {
    const [message] = (await once(child, 'message')) as [{ type: string; message?: string }];
    if (message.type !== type) throw new Error(`load: ${message.message ?? message.type}`);
    return message as LoadResult;
  };
  const ready = heard('ready');
  child.send(order);
  await ready;
  return {
    run: () => {
      const result = heard('result');
      child.send('go');
      return result;
    },
  };
}

/** CPU time of a process and what it started, so far. Units: ms. Linux alone tells it so. */
export async function readCpuMs(pids: readonly number[]): Promise<number> {
  const ticks = await Promise.all(
    pids.map(async (pid) => {
      const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1]?.split(' ') ?? [];
      return Number(fields[11]) + Number(fields[12]);
    }),
  );
  return ticks.reduce((sum, each) => sum + each, 0) * 10;
}

/** Resident memory. Units: MB. */
export async function readRssMb(pids: readonly number[]): Promise<number> {
  const sizes = await Promise.all(
    pids.map(async (pid) => Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)),
  );
  return sizes.reduce((sum, each) => sum + each, 0) / 1024;
}
