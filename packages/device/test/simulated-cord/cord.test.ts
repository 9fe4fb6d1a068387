import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAppliances, createFactory, provisionSecureElement, SoftApClient } from '../../src/index.js';
import { SimulatedCord } from '../../src/simulated-cord/cord.js';
import { encryptForSession } from '../../src/softap/session-cipher.js';

const AT = new Date('2026-01-15T08:00:00Z');
const LOOPBACK = { host: '127.0.0.1', port: 0 };

async function createCord(): Promise<SimulatedCord> {
  const [appliance] = createAppliances(1, 1);
  if (appliance === undefined) throw new Error('no appliance');
  return SimulatedCord.create({
    appliance,
    secureElement: await provisionSecureElement(await createFactory({ name: 'Test', at: AT }), { at: AT }),
    firmware: { topicRoot: 'iot8020', thingPrefix: 'CS-CORD-DK-' },
    wifi: { accessPoints: [{ ssid: 'Workshop', chan: 6, rssi: -48 }], passwords: { Workshop: 'secret words' } },
    trustedCaPem: '',
    intervalSeconds: 1,
    seed: 1,
  });
}

/** A registration API that keeps its callers waiting until a test answers them. */
async function startApi() {
  const waiting: ServerResponse[] = [];
  const server = createServer((request, response) => {
    request.resume();
    waiting.push(response);
    server.emit('asked');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    waiting,
    asked: () => once(server, 'asked'),
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

describe('a simulated cord', () => {
  let cord: SimulatedCord;
  let api: Awaited<ReturnType<typeof startApi>>;
  let softAp: SoftApClient;

  beforeEach(async () => {
    [cord, api] = await Promise.all([createCord(), startApi()]);
  });
  afterEach(async () => {
    api.close();
    await cord.close();
  });

  async function registration() {
    const { session_key: key } = await softAp.session();
    return {
      ssid: 'Workshop',
      password: encryptForSession(key, 'secret words'),
      iot_url: '127.0.0.1:1',
      api_url: api.url,
      api_key: encryptForSession(key, 'key'),
    };
  }

  it('refuses a second registration while the first is under way, and takes one after it failed', async () => {
    softAp = new SoftApClient(await cord.openSoftAp(LOOPBACK));
    const asked = api.asked();
    await softAp.register(await registration());
    await asked;
    await expect(softAp.register(await registration())).rejects.toMatchObject({ code: 'cord-refused' });
    expect(api.waiting).toHaveLength(1);
    api.waiting[0]?.writeHead(403).end();
    while ((await softAp.status()).status !== 'iot_register_failed');
    const askedAgain = api.asked();
    await softAp.register(await registration());
    await askedAgain;
    expect(api.waiting).toHaveLength(2);
  });

  it('refuses to be acknowledged before it has connected, and stays open', async () => {
    softAp = new SoftApClient(await cord.openSoftAp(LOOPBACK));
    await expect(softAp.acknowledge()).rejects.toMatchObject({ code: 'cord-refused' });
    await expect(softAp.session()).resolves.toMatchObject({ thing: cord.thingName });
  });

  it('closes its access point when it is closed while that still opens', async () => {
    const opening = cord.openSoftAp(LOOPBACK);
    await cord.close();
    await expect(new SoftApClient(await opening).session()).rejects.toMatchObject({ code: 'cord-unreachable' });
  });
});
