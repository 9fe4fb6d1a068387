import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toTelemetryRow, type Telemetry } from '@cord/fleet';
import { LakeService, type OpenLakeOptions } from '../../src/lake/process/lake-service.js';
import { encodeBatch } from '../../src/stores/heart/batch.js';
import type { KeptBatch } from '../../src/stores/heart/heart.js';

export const AT_MS = Date.parse('2026-01-15T08:00:00Z');
export const HOUR_MS = 3_600_000;

/** Lakes in folders of their own, and whatever is open in them: all gone with `clear`. */
export class TestLakes {
  readonly notices: string[] = [];
  readonly #folders: string[] = [];
  readonly #opened: LakeService[] = [];

  async createFolder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'cord-lake-'));
    this.#folders.push(folder);
    return folder;
  }

  async open(folder?: string, options: Partial<OpenLakeOptions> = {}): Promise<LakeService> {
    const path = join(folder ?? (await this.createFolder()), 'lake');
    const onNotice = (notice: string) => this.notices.push(notice);
    const lake = await LakeService.open({ path, settledRows: 0, isHeartWhole: true, onNotice, ...options });
    this.#opened.push(lake);
    return lake;
  }

  async close(lake: LakeService): Promise<void> {
    this.#opened.splice(this.#opened.indexOf(lake), 1);
    await lake.close();
  }

  async clear(): Promise<void> {
    this.notices.length = 0;
    await Promise.all(this.#opened.splice(0).map((lake) => lake.close()));
    await Promise.all(this.#folders.splice(0).map((folder) => rm(folder, { recursive: true, force: true })));
  }
}

export function batchOf(firstRow: number, messages: readonly Telemetry[]): KeptBatch {
  return { firstRow, record: encodeBatch(messages.map((message) => ({ row: toTelemetryRow(message) }))) };
}

/** One message a minute, of a meter that counts 1 Wh each. */
export function minutely(thingName: string, count: number, fromMs = AT_MS): Telemetry[] {
  return Array.from({ length: count }, (_, minute) => ({
    thingName,
    receivedAtMs: fromMs + minute * 60_000,
    relay: minute % 2 === 0 ? 'on' : 'off',
    watts: 60 + (minute % 7) / 10,
    wattHours: 1000 + minute,
  }));
}

/** Of everything that was settled. */
export function tidy(lake: LakeService, nowMs: number): Promise<void> {
  return lake.tidy(nowMs, lake.settledRows);
}

export async function ask(lake: LakeService, sql: string): Promise<readonly (readonly unknown[])[]> {
  return (await lake.answers.query(sql, { limit: 100_000, timeLimitMs: 20_000 })).rows;
}
