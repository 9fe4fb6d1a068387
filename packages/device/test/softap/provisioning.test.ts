import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { provisionCord, SoftApClient, type ProvisioningStep } from '../../src/index.js';
import type { Registration, Status } from '../../src/softap/messages.js';
import { startSoftAp, type SoftAp, type SoftApHost } from '../../src/softap/server.js';
import { decryptForSession } from '../../src/softap/session-cipher.js';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

/** A clock that is ten seconds further each time a cord is asked for its status. */
function clockOf(cord: ScriptedCord): () => number {
  return () => cord.statusReads * 10_000;
}

/** A cord that goes through the given statuses, one a poll, the last one sticking. */
class ScriptedCord implements SoftApHost {
  received: Registration | undefined;
  isAcknowledged = false;
  statusReads = 0;
  readonly #statuses: Status[];

  constructor(statuses: readonly string[]) {
    this.#statuses = statuses.map((status, index) => ({ status, progress: `step ${index}`, t_ms: index * 10 }));
  }
  accessPoints() {
    return [{ ssid: 'Workshop', chan: 6, rssi: -48 }];
  }
  session() {
    const pem = publicKey.export({ type: 'spki', format: 'pem' });
    return {
      device_type: 'CS-CORD-DK',
      serial_number: '1',
      atca_sn: '01',
      cert_id: 'ab',
      session_key: Buffer.from(pem).toString('base64'),
    };
  }
  register(registration: Registration) {
    this.received = registration;
    return 'accepted' as const;
  }
  status() {
    this.statusReads += 1;
    const [next] = this.#statuses.length > 1 ? this.#statuses.splice(0, 1) : this.#statuses;
    return next ?? { status: '', progress: '', t_ms: 0 };
  }
  acknowledge() {
    this.isAcknowledged = true;
    return true;
  }
  manifest() {
    return '[{"header":{"uniqueId":"01"}}]';
  }
}

const credentials = {
  ssid: 'Workshop',
  password: 'secret words',
  iotUrl: 'example-ats.iot.us-east-1.amazonaws.com',
  apiUrl: 'https://abc.execute-api.us-east-1.amazonaws.com/dev',
  apiKey: 'key',
};

describe('provisioning over the SoftAP', () => {
  let softAp: SoftAp;
  afterEach(() => softAp.close());

  async function provision(cord: ScriptedCord, change: Partial<typeof credentials> = {}): Promise<ProvisioningStep[]> {
    softAp = await startSoftAp(cord, { host: '127.0.0.1', port: 0 });
    const steps: ProvisioningStep[] = [];
    const onStep = (step: ProvisioningStep) => void steps.push(step);
    await provisionCord(softAp.url, { ...credentials, ...change }, { onStep, pollIntervalMs: 1, now: clockOf(cord) });
    return steps;
  }

  it('hands over the credentials with both secrets encrypted, follows the status and acknowledges', async () => {
    const cord = new ScriptedCord(['connecting', 'iot_connected']);
    const steps = await provision(cord);
    expect(steps.map(({ step }) => step)).toEqual([
      'networks',
      'session',
      'credentials-sent',
      'status',
      'status',
      'acknowledged',
    ]);
    expect(cord.received).toMatchObject({ ssid: 'Workshop', iot_url: credentials.iotUrl, api_url: credentials.apiUrl });
    expect(decryptForSession(privateKey, cord.received?.password ?? '')).toBe('secret words');
    expect(decryptForSession(privateKey, cord.received?.api_key ?? '')).toBe('key');
    expect(cord.isAcknowledged).toBe(true);
  });

  it.each([
    ['failed', 'wifi-failed'],
    ['iot_register_failed', 'registration-failed'],
    ['iot_failed', 'iot-connection-failed'],
  ])('rejects when the cord ends with %s, and does not acknowledge', async (status, code) => {
    const cord = new ScriptedCord(['connecting', status]);
    await expect(provision(cord)).rejects.toMatchObject({ name: 'DeviceError', code });
    expect(cord.isAcknowledged).toBe(false);
  });

  it('rejects a cord that stands still for longer than 30 s, and says where it stands', async () => {
    const cord = new ScriptedCord(['connecting', 'connected']);
    await expect(provision(cord)).rejects.toMatchObject({
      code: 'provisioning-timeout',
      message: "the cord has stood at 'connected: step 1' for 30 s",
    });
    // Read at 10 s, changed at 20 s, still the same at 50 s, too long at 60 s.
    expect(cord.statusReads).toBe(6);
    expect(cord.isAcknowledged).toBe(false);
  });

  it('waits for a slow cord as long as something changes', async () => {
    const slowly = Array.from({ length: 12 }, () => 'connecting');
    const cord = new ScriptedCord([...slowly, 'iot_connected']);
    await provision(cord);
    expect(cord.isAcknowledged).toBe(true);
  });

  it('rejects a network that the cord does not see, before it sends anything', async () => {
    const cord = new ScriptedCord(['connecting']);
    await expect(provision(cord, { ssid: 'Office' })).rejects.toMatchObject({ code: 'network-not-found' });
    expect(cord.received).toBeUndefined();
  });

  it('reads the manifest and checks its checksum', async () => {
    const cord = new ScriptedCord([]);
    softAp = await startSoftAp(cord, { host: '127.0.0.1', port: 0 });
    await expect(new SoftApClient(softAp.url).manifest()).resolves.toBe(cord.manifest());
  });

  it('writes the checksum without leading zeros, as the vendor compares it', async () => {
    const cord = new ScriptedCord([]);
    // A text whose CRC-32 begins with a zero nibble.
    cord.manifest = () => '[6]';
    softAp = await startSoftAp(cord, { host: '127.0.0.1', port: 0 });
    const body = (await (await fetch(`${softAp.url}/v1/prov/manifest`)).json()) as { crc32: string };
    expect(body.crc32).toMatch(/^[1-9a-f][0-9a-f]*$/);
    await expect(new SoftApClient(softAp.url).manifest()).resolves.toBe('[6]');
  });

  it('answers 400 to a registration that is no JSON or lacks a field', async () => {
    softAp = await startSoftAp(new ScriptedCord([]), { host: '127.0.0.1', port: 0 });
    for (const body of ['{', '{"ssid":"x"}', '']) {
      const response = await fetch(`${softAp.url}/v2/prov/registration`, { method: 'POST', body });
      expect(response.status).toBe(400);
    }
  });

  it('refuses a network name of more than 32 octets, whatever number of letters they make', async () => {
    const cord = new ScriptedCord([]);
    softAp = await startSoftAp(cord, { host: '127.0.0.1', port: 0 });
    const registration = { password: '', iot_url: 'iot', api_url: 'http://api', api_key: '' };
    for (const [ssid, status] of [
      ['ø'.repeat(16), 200],
      ['ø'.repeat(17), 400],
    ] as const) {
      const body = JSON.stringify({ ...registration, ssid });
      expect((await fetch(`${softAp.url}/v2/prov/registration`, { method: 'POST', body })).status).toBe(status);
    }
  });

  it('refuses a request that was meant for another host, as a page of a stranger would send it', async () => {
    const cord = new ScriptedCord([]);
    softAp = await startSoftAp(cord, { host: '127.0.0.1', port: 0 });
    const { host, port } = new URL(softAp.url);
    const ask = async (path: string, headers: Record<string, string>) => {
      const request = get({ host: '127.0.0.1', port, path, headers });
      const [response] = (await once(request, 'response')) as [IncomingMessage];
      response.resume();
      return response.statusCode;
    };
    const path = '/v1/prov/session';
    expect(await ask(path, { host })).toBe(200);
    expect(await ask(path, { host: `LOCALHOST:${port}` })).toBe(200);
    expect(await ask(path, { host: 'attacker.example' })).toBe(421);
    expect(await ask(path, { host: `attacker.example:${port}` })).toBe(421);
    expect(await ask(`http://attacker.example${path}`, { host })).toBe(421);
  });

  it('rejects a cord that cannot be reached', async () => {
    softAp = await startSoftAp(new ScriptedCord([]), { host: '127.0.0.1', port: 0 });
    await softAp.close();
    await expect(new SoftApClient(softAp.url).session()).rejects.toMatchObject({ code: 'cord-unreachable' });
  });
});
