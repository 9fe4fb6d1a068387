import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseConfig, type CordConfigInput } from '@cord/fleet';
import { startLocalBackend, type LocalBackend } from '../src/index.js';

let folder: string;
const running: LocalBackend[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cord-backend-'));
});
afterEach(async () => {
  for (const backend of running.splice(0)) await backend.close();
  await rm(folder, { recursive: true });
});

async function start(local: CordConfigInput['local'] = {}): Promise<LocalBackend> {
  const config = parseConfig({ local: { httpPort: 0, mqttPort: 0, dataDir: join(folder, 'kept'), ...local } });
  const backend = await startLocalBackend(config, { pageFolder: import.meta.dirname });
  running.push(backend);
  return backend;
}

describe('startLocalBackend', () => {
  it('makes key, authority and factory once and keeps them', async () => {
    const first = await start();
    const kept = { apiKey: first.apiKey, authority: first.authorityPem, root: first.factory.root.certificatePem };
    await first.close();
    const second = await start();
    expect({
      apiKey: second.apiKey,
      authority: second.authorityPem,
      root: second.factory.root.certificatePem,
    }).toEqual(kept);
  });

  it('leaves its address in the data folder for as long as it runs', async () => {
    const backend = await start();
    const file = join(folder, 'kept', 'endpoint.json');
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      apiUrl: backend.apiUrl,
      iotUrl: backend.iotUrl,
      instanceId: expect.any(String),
    });
    await backend.close();
    await expect(readFile(file)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('says with every answer which instance gives it, another at every start', async () => {
    const instances: (string | null)[] = [];
    for (let count = 0; count < 2; count += 1) {
      const backend = await start();
      const { instanceId } = JSON.parse(await readFile(join(folder, 'kept', 'endpoint.json'), 'utf8')) as {
        instanceId: string;
      };
      for (const path of ['/api/fleet', '/api/devices', '/nothing', '/devices/new']) {
        expect((await fetch(`${backend.apiUrl}${path}`)).headers.get('cord-instance')).toBe(instanceId);
      }
      expect(await (await fetch(`${backend.apiUrl}/api/fleet`)).json()).toMatchObject({ instanceId });
      instances.push(instanceId);
      await backend.close();
    }
    expect(instances[0]).not.toBe(instances[1]);
  });

  it('answers the fleet, no telemetry and no devices while nothing has happened', async () => {
    const { apiUrl, iotUrl } = await start();
    const read = async (path: string) => (await fetch(`${apiUrl}${path}`)).json();
    expect(await read('/api/fleet')).toMatchObject({
      mode: 'local',
      apiUrl,
      iotUrl,
      view: { devices: {}, alerts: [] },
    });
    expect(await read('/api/devices')).toEqual({ devices: [] });
    expect(await read('/api/telemetry?thing=nobody')).toMatchObject({ step: 'raw', isCut: false, telemetry: [] });
  });

  it('rejects a question for telemetry that it does not understand', async () => {
    const { apiUrl } = await start();
    const response = await fetch(`${apiUrl}/api/telemetry?thing=pump&from=soon`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'invalid-query' } });
  });

  it('serves nothing but its page to the read-only API, under a strict content policy', async () => {
    const { apiUrl } = await start();
    const response = await fetch(`${apiUrl}/api/fleet`);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect((await fetch(`${apiUrl}/api/fleet`, { method: 'DELETE' })).status).toBe(404);
    expect((await fetch(`${apiUrl}/../package.json`)).status).toBe(404);
    expect((await fetch(`${apiUrl}/%2e%2e/package.json`)).status).toBe(404);
  });

  it('stops what it had started when a port is taken, so that the next start succeeds', async () => {
    const holder = createServer();
    holder.listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const { port } = holder.address() as AddressInfo;
    try {
      await expect(start({ httpPort: port })).rejects.toMatchObject({ code: 'port-in-use' });
      await expect(start({ mqttPort: port })).rejects.toMatchObject({ code: 'port-in-use' });
    } finally {
      holder.close();
      await once(holder, 'close');
    }
    await start({ httpPort: port });
    expect(await readdir(join(folder, 'kept'))).toContain('endpoint.json');
  });

  it('says when it is asked to deactivate a certificate that nobody registered', async () => {
    const backend = await start();
    expect(await backend.deactivateCertificate('ab'.repeat(32))).toBe(false);
  });
});
