import { X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectIot, createFactory, provisionSecureElement, type Factory, type SecureElement } from '@cord/device';
import type { FleetEventOf, FleetView, Telemetry } from '@cord/fleet';
import { CordProcess, type StartedRecord, type SummaryRecord } from './cord-process.js';

const LABELS = ['freezer', 'heater', 'pump'];

let folder: string;
let cord: CordProcess;
let started: StartedRecord;
let devices: FleetEventOf<'device-registered'>[];

// One run for all: the steps below look at the same backend, as its user would.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cord-run-'));
  cord = new CordProcess(['dev', '--simulate', '3', '--port', '0', '--mqtt-port', '0'], { cwd: folder });
  started = await cord.started();
  await Promise.all(
    LABELS.map((device) => cord.event('onboarding-step', { device, step: 'acknowledged, SoftAP closed' })),
  );
  devices = cord.records.filter((record) => record.type === 'device-registered');
}, 60_000);

afterAll(async () => {
  await cord.dispose();
  await rm(folder, { recursive: true });
});

async function readJson<Shape>(path: string): Promise<Shape> {
  return JSON.parse(await readFile(join(folder, '.cord', path), 'utf8')) as Shape;
}

async function get<Shape>(path: string): Promise<Shape> {
  const response = await fetch(`${started.apiUrl}${path}`);
  expect(response.status).toBe(200);
  return (await response.json()) as Shape;
}

/** A secure element that the backend's factory has born and nobody has registered. */
async function bearElement(): Promise<SecureElement> {
  return provisionSecureElement(await readJson<Factory>('pki/factory.json'), { at: new Date() });
}

async function register(element: SecureElement): Promise<number> {
  const response = await fetch(`${started.apiUrl}/devices/new`, {
    method: 'POST',
    headers: { 'x-api-key': (await readFile(started.apiKeyFile, 'utf8')).trim() },
    body: JSON.stringify([element.entry]),
  });
  return response.status;
}

async function connectAs(element: SecureElement, thingName = `CS-CORD-DK-${element.uniqueId}`) {
  const { certificatePem, signerCertificatePem, privateKeyPem } = element;
  const authority = await readJson<{ certificatePem: string }>('pki/authority.json');
  return connectIot(started.iotUrl, {
    thingName,
    privateKeyPem,
    certificateChainPem: `${certificatePem.trimEnd()}\n${signerCertificatePem}`,
    trustedCaPem: authority.certificatePem,
  });
}

describe('cord dev --simulate 3', () => {
  it('brings up API, broker and page, and keeps its keys for its owner alone', async () => {
    const page = await fetch(started.apiUrl);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('<title>Cord');
    for (const file of ['pki/authority.json', 'pki/factory.json', 'api-key']) {
      expect((await stat(join(folder, '.cord', file))).mode & 0o077).toBe(0);
    }
  });

  it('gives each cord a secure element of its own, with a chain from leaf over signer to root', async () => {
    const factory = await readJson<Factory>('pki/factory.json');
    const elements = await Promise.all(LABELS.map((label) => readJson<SecureElement>(`simulated-cords/${label}.json`)));
    expect(new Set(elements.map(({ uniqueId }) => uniqueId)).size).toBe(3);
    expect(new Set(elements.map(({ privateKeyPem }) => privateKeyPem)).size).toBe(3);
    for (const element of elements) {
      const [leaf, signer, root] = [
        element.certificatePem,
        element.signerCertificatePem,
        factory.root.certificatePem,
      ].map((pem) => new X509Certificate(pem));
      if (leaf === undefined || signer === undefined || root === undefined)
        throw new Error('a chain has three certificates');
      expect(leaf.verify(signer.publicKey)).toBe(true);
      expect(signer.verify(root.publicKey)).toBe(true);
      expect(signer.ca).toBe(true);
      expect(leaf.publicKey.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    }
  });

  it('takes each cord the real way: SoftAP, networks, credentials, registration, connection', () => {
    for (const device of LABELS) {
      const steps = cord.records
        .filter((record) => record.type === 'onboarding-step')
        .filter((step) => step.device === device);
      expect(steps.map(({ step }) => step.replace(/http:\S+/, 'URL').replace(/CS-\S+/, 'THING'))).toEqual(
        expect.arrayContaining([
          'SoftAP open at URL',
          'is THING',
          'sees 2 networks',
          'took the credentials, encrypted for its session key',
          'acknowledged, SoftAP closed',
        ]),
      );
    }
    expect(devices).toHaveLength(3);
    for (const { certificateId, isNew } of devices)
      expect([certificateId, isNew]).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), true]);
  });

  it('connects each cord under the name of its thing and stores what it publishes', async () => {
    for (const { thingName } of devices) {
      await cord.event('device-connected', { thingName });
      await cord.find((record): record is FleetEventOf<'telemetry-stored'> => {
        return record.type === 'telemetry-stored' && record.telemetry.thingName === thingName;
      });
      const { telemetry } = await get<{ telemetry: Telemetry[] }>(`/api/telemetry?thing=${thingName}&from=0&step=raw`);
      expect(telemetry.length).toBeGreaterThan(0);
      expect(telemetry[0]).toMatchObject({
        thingName,
        relay: 'on',
        watts: expect.any(Number),
        wattHours: expect.any(Number),
      });
    }
  });

  it('raises an alert where a message exceeds the threshold of the configuration', async () => {
    const { alert } = await cord.event('alert-raised');
    expect(alert).toMatchObject({ thresholdId: 'load-on', metric: 'watts', limit: 5 });
    expect(alert.value).toBeGreaterThan(5);
    expect(devices.map(({ thingName }) => thingName)).toContain(alert.thingName);
  });

  it('lists the things of the running backend by another command', async () => {
    const list = new CordProcess(['devices', 'list'], { cwd: folder });
    expect(await list.exit()).toEqual({ status: 0, notes: '' });
    const names = list.records.map((record) => (record as unknown as { thingName: string }).thingName);
    expect(names).toEqual(expect.arrayContaining(devices.map(({ thingName }) => thingName)));
  });

  it('pushes the fleet and then each event to the page', async () => {
    const ending = new AbortController();
    const response = await fetch(`${started.apiUrl}/api/events`, { signal: ending.signal });
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    let text = '';
    const decoder = new TextDecoder();
    try {
      for await (const chunk of response.body ?? []) {
        text += decoder.decode(chunk as Uint8Array, { stream: true });
        if (/event: fleet-event\n.*"telemetry-stored"/.test(text)) break;
      }
    } finally {
      ending.abort();
    }
    const first = /^event: fleet\ndata: (.*)$/m.exec(text)?.[1] ?? '';
    const { view } = JSON.parse(first) as { view: FleetView };
    expect(Object.keys(view.devices)).toEqual(expect.arrayContaining(devices.map(({ thingName }) => thingName)));
  });

  it('refuses a certificate that nobody registered', async () => {
    const element = await bearElement();
    await expect(connectAs(element)).rejects.toMatchObject({ code: 'iot-connection-failed' });
    await cord.event('connection-refused', { code: 'unknown-certificate' });
  });

  it('refuses a manifest of another factory', async () => {
    const foreign = await createFactory({ name: 'Somebody else', at: new Date() });
    const element = await provisionSecureElement(foreign, { at: new Date() });
    expect(await register(element)).toBe(400);
    expect(await cord.event('registration-refused', { uniqueId: element.uniqueId })).toMatchObject({ status: 400 });
    await expect(connectAs(element)).rejects.toThrow();
  });

  it('refuses a client id that is not the name of the thing', async () => {
    const element = await bearElement();
    expect(await register(element)).toBe(200);
    await expect(connectAs(element, 'CS-CORD-DK-another')).rejects.toMatchObject({ code: 'iot-connection-failed' });
    await cord.event('connection-refused', { clientId: 'CS-CORD-DK-another' });
  });

  it('refuses a topic of another thing, and takes the own', async () => {
    const element = await bearElement();
    expect(await register(element)).toBe(200);
    const thingName = `CS-CORD-DK-${element.uniqueId}`;
    const client = await connectAs(element);
    try {
      await client.publishAsync(`iot8020/${thingName}/metrics`, '{"relay_on":true,"watts":1.5}', { qos: 1 });
      const own = await get<{ telemetry: Telemetry[] }>(`/api/telemetry?thing=${thingName}`);
      expect(own.telemetry).toMatchObject([{ relay: 'on', watts: 1.5 }]);
      const foreignTopic = `iot8020/${devices[0]?.thingName}/metrics`;
      client.publish(foreignTopic, '{"watts":9999}', { qos: 1 });
      expect(await cord.event('topic-refused', { thingName })).toMatchObject({
        action: 'publish',
        topic: foreignTopic,
      });
    } finally {
      await client.endAsync(true);
    }
    const foreign = await get<{ telemetry: Telemetry[] }>(`/api/telemetry?thing=${devices[0]?.thingName}`);
    expect(foreign.telemetry.map(({ watts }) => watts)).not.toContain(9999);
  });

  it('refuses a second backend on the same data folder and says what to do', async () => {
    const second = new CordProcess(['dev', '--port', '0', '--mqtt-port', '0'], { cwd: folder });
    const { status, notes } = await second.exit();
    expect(status).toBe(1);
    expect(JSON.parse(notes)).toMatchObject({ error: { code: 'data-folder-in-use', hint: expect.any(String) } });
  });

  it('ends on Ctrl-C with a summary of what it did, and leaves no address behind', async () => {
    cord.signal('SIGINT');
    expect(await cord.exit()).toEqual({ status: 0, notes: '' });
    const summary = cord.records.at(-1) as SummaryRecord;
    expect(summary).toMatchObject({ type: 'summary', registered: 5 });
    expect(summary.refused).toBeGreaterThanOrEqual(4);
    expect(summary.messages).toBe(cord.records.filter(({ type }) => type === 'telemetry-stored').length);
    const list = new CordProcess(['devices', 'list'], { cwd: folder });
    expect(await list.exit()).toMatchObject({ status: 5, notes: expect.stringContaining('backend-offline') });
  });

  it('meets the same cords when it starts again', async () => {
    const again = new CordProcess(['dev', '--simulate', '3', '--port', '0', '--mqtt-port', '0'], { cwd: folder });
    for (const { thingName } of devices) await again.event('device-connected', { thingName });
    again.signal('SIGINT');
    expect(await again.exit()).toEqual({ status: 0, notes: '' });
    const registered = again.records.filter((record) => record.type === 'device-registered');
    expect(registered.map(({ thingName, isNew }) => ({ thingName, isNew })).toSorted(byName)).toEqual(
      devices.map(({ thingName }) => ({ thingName, isNew: false })).toSorted(byName),
    );
    expect(again.records.at(-1)).toMatchObject({ type: 'summary', registered: 3, refused: 0 });
  }, 30_000);

  it('ends by itself after the time it was given', async () => {
    const short = new CordProcess(['dev', '--for', '1s', '--port', '0', '--mqtt-port', '0'], { cwd: folder });
    expect(await short.exit()).toEqual({ status: 0, notes: '' });
    expect(short.records.at(-1)).toMatchObject({ type: 'summary', registered: 0 });
  }, 30_000);

  it('still has every acknowledged message after it was killed', async () => {
    const killed = new CordProcess(['dev', '--port', '0', '--mqtt-port', '0'], { cwd: folder });
    started = await killed.started();
    const element = await bearElement();
    expect(await register(element)).toBe(200);
    const client = await connectAs(element);
    const thingName = `CS-CORD-DK-${element.uniqueId}`;
    for (const watts of [1, 2, 3]) {
      await client.publishAsync(`iot8020/${thingName}/metrics`, JSON.stringify({ watts }), { qos: 1 });
    }
    await killed.dispose();
    await client.endAsync(true);

    const again = new CordProcess(['dev', '--port', '0', '--mqtt-port', '0'], { cwd: folder });
    started = await again.started();
    const { telemetry } = await get<{ telemetry: Telemetry[] }>(`/api/telemetry?thing=${thingName}`);
    expect(telemetry.map(({ watts }) => watts)).toEqual([1, 2, 3]);
    again.signal('SIGTERM');
    expect(await again.exit()).toEqual({ status: 0, notes: '' });
  }, 30_000);

  it('ends at once when told to while cords are still being provisioned', async () => {
    const early = new CordProcess(['dev', '--simulate', '3', '--port', '0', '--mqtt-port', '0'], { cwd: folder });
    await early.event('device-registered');
    early.signal('SIGTERM');
    expect(await early.exit()).toEqual({ status: 0, notes: '' });
    expect(early.records.at(-1)).toMatchObject({ type: 'summary' });
  }, 30_000);
});

function byName(a: { thingName: string }, b: { thingName: string }): number {
  return a.thingName.localeCompare(b.thingName);
}
