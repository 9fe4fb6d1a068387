import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { openDatabase } from '../../src/stores/duckdb-database.js';

let file: string;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cord-database-'));
  file = join(folder, 'cord.duckdb');
});
afterEach(() => rm(folder, { recursive: true }));

describe('openDatabase', () => {
  it('opens what it made before', async () => {
    (await openDatabase(file)).closeSync();
    (await openDatabase(file)).closeSync();
  });

  it('rejects a file that another process holds', async () => {
    const holder = fork(new URL('hold-database.mjs', import.meta.url), [file], { execArgv: [] });
    try {
      await once(holder, 'message');
      await expect(openDatabase(file)).rejects.toMatchObject({
        code: 'data-folder-in-use',
        message: expect.stringContaining(file),
      });
    } finally {
      const ended = once(holder, 'exit');
      holder.kill();
      await ended;
    }
    (await openDatabase(file)).closeSync();
  });

  it('rejects a file of a later version instead of guessing at it', async () => {
    (await openDatabase(file)).closeSync();
    const database = await DuckDBInstance.create(file);
    const connection = await database.connect();
    await connection.run('UPDATE schema_version SET version = 99');
    connection.closeSync();
    database.closeSync();
    await expect(openDatabase(file)).rejects.toMatchObject({
      code: 'data-folder-newer',
      message: expect.stringContaining('99'),
    });
  });
});
