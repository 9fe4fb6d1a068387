import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { parseConfig } from '@cord/fleet';
import { startLocalBackend, type LocalBackend } from '@cord/local';
import { BackendClient } from '../../src/ports/backend-client.js';

let folder: string;
const running: { close(): Promise<void> | void }[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cord-client-'));
});
afterEach(async () => {
  for (const each of running.splice(0)) await each.close();
  await rm(folder, { recursive: true });
});

async function start(name: string, httpPort = 0): Promise<LocalBackend> {
  const config = parseConfig({ local: { httpPort, mqttPort: 0, dataDir: join(folder, name) } });
  const backend = await startLocalBackend(config, { pageFolder: folder });
  running.push(backend);
  return backend;
}

/** As a backend that was killed leaves it: with the address of one that runs no more. */
async function leaveBehind(name: string, text: string): Promise<void> {
  await writeFile(join(folder, name, 'endpoint.json'), text);
}

describe('BackendClient', () => {
  it('asks the backend of the folder', async () => {
    await start('first');
    const client = await BackendClient.find(join(folder, 'first'));
    expect(await client.listDevices()).toEqual([]);
  });

  it('refuses another backend that has come by its port', async () => {
    const first = await start('first');
    const port = Number(new URL(first.apiUrl).port);
    const left = await readFile(join(folder, 'first', 'endpoint.json'), 'utf8');
    await first.close();
    await leaveBehind('first', left);
    await start('second', port);
    const client = await BackendClient.find(join(folder, 'first'));
    await expect(client.listDevices()).rejects.toMatchObject({
      code: 'backend-other',
      message: `at http://127.0.0.1:${port}, another backend answers than the one of ${join(folder, 'first')}`,
    });
    expect(await (await BackendClient.find(join(folder, 'second'))).listDevices()).toEqual([]);
  });

  it('refuses another start of the backend on the same folder, and finds it anew', async () => {
    const first = await start('first');
    const client = await BackendClient.find(join(folder, 'first'));
    await first.close();
    await start('first', Number(new URL(first.apiUrl).port));
    await expect(client.listDevices()).rejects.toMatchObject({ code: 'backend-other' });
    expect(await (await BackendClient.find(join(folder, 'first'))).listDevices()).toEqual([]);
  });

  it('refuses a server that is no backend at all', async () => {
    const server = createServer((_, response) => response.end('{"devices":[]}')).listen(0, '127.0.0.1');
    running.push({ close: () => void server.close() });
    await once(server, 'listening');
    await start('first');
    const { port } = server.address() as { port: number };
    await leaveBehind('first', JSON.stringify({ apiUrl: `http://127.0.0.1:${port}`, instanceId: 'id-1' }));
    const client = await BackendClient.find(join(folder, 'first'));
    await expect(client.listDevices()).rejects.toMatchObject({ code: 'backend-other' });
  });

  it.each(['', '{"apiUrl":"http://127.0.0.1:8', '{"apiUrl":"http://127.0.0.1:8020"}', 'null'])(
    'finds none where the folder says %j',
    async (text) => {
      await start('first');
      await leaveBehind('first', text);
      await expect(BackendClient.find(join(folder, 'first'))).rejects.toMatchObject({ code: 'backend-offline' });
    },
  );
});

describe('the backend', () => {
  it('does nothing where another is meant', async () => {
    const { apiUrl, apiKey } = await start('first');
    const headers = { 'x-api-key': apiKey, 'cord-instance': 'another' };
    const answer = await fetch(`${apiUrl}/devices/new`, { method: 'POST', headers, body: '[]' });
    expect(answer.status).toBe(421);
    expect(await answer.json()).toMatchObject({ error: { code: 'other-instance' } });
  });
});
