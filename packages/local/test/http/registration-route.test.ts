import { request } from 'node:http';
import { connect } from 'node:net';
import { createFactory, provisionSecureElement, type Factory, type SecureElement } from '@cord/device';
import type { FleetEvent } from '@cord/fleet';
import { randomIds } from '../../src/clock/random-ids.js';
import { systemClock } from '../../src/clock/system-clock.js';
import { registrationRoute } from '../../src/http/registration-route.js';
import { startHttpServer, type HttpServer } from '../../src/http/server.js';
import type { Stores } from '../../src/stores/stores.js';
import { TestStores } from '../stores/open-test-stores.js';

const AT = new Date('2026-01-15T08:00:00Z');
const KEY = 'k'.repeat(40);
const MAX_BODY_BYTES = 200_000;

let factory: Factory;
let elements: SecureElement[];
const testStores = new TestStores();
let stores: Stores;
let server: HttpServer;
let events: FleetEvent[];

beforeAll(async () => {
  factory = await createFactory({ name: 'Test factory', at: AT });
  elements = await Promise.all([1, 2, 3].map(() => provisionSecureElement(factory, { at: AT })));
});

beforeEach(async () => {
  stores = await testStores.open();
  events = [];
  server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    instanceId: 'id-1',
    pageFolder: import.meta.dirname,
    onFailure: (error) => {
      throw error;
    },
    routes: [
      registrationRoute({
        registry: stores.registry,
        trust: { logSigners: [factory.logSigner.certificatePem], deviceRoots: [factory.root.certificatePem] },
        thingPrefix: 'CS-CORD-DK-',
        maxEntries: 3,
        maxBodyBytes: MAX_BODY_BYTES,
        apiKey: KEY,
        clock: systemClock,
        ids: randomIds,
        emit: (event) => events.push(event),
      }),
    ],
  });
});

afterEach(async () => {
  await server.close();
  await testStores.clear();
});

interface Answer {
  status: number;
  body: {
    success: boolean;
    things?: string[];
    error?: { code: string; entry?: number; uniqueId?: string; requestId: string };
  };
  bytes: number;
}

async function post(
  body: string | Uint8Array,
  headers: Record<string, string> = { 'x-api-key': KEY },
): Promise<Answer> {
  const response = await fetch(`http://127.0.0.1:${server.port}/devices/new`, {
    method: 'POST',
    headers,
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
  const text = await response.text();
  return { status: response.status, body: JSON.parse(text) as Answer['body'], bytes: Buffer.byteLength(text) };
}

/** One request as it goes over the wire; the whole answer as text. */
async function sendRaw(
  method: string,
  { headers, body }: { headers: readonly string[]; body: string },
): Promise<string> {
  const socket = connect(server.port, '127.0.0.1');
  const lines = [`${method} /devices/new HTTP/1.1`, 'host: 127.0.0.1', `x-api-key: ${KEY}`, 'connection: close'];
  socket.write(`${[...lines, ...headers].join('\r\n')}\r\n\r\n${body}`);
  let answer = '';
  for await (const bytes of socket) answer += String(bytes);
  return answer;
}

function chunked(body: string, size: number): string {
  const chunks = body.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
  return `${chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('')}0\r\n\r\n`;
}

const manifestOf = (...chosen: (SecureElement | undefined)[]) =>
  JSON.stringify(chosen.map((element) => element?.entry));
const thingOf = (element: SecureElement | undefined) => `CS-CORD-DK-${element?.uniqueId}`;

async function thingNames(): Promise<string[]> {
  return (await stores.registry.listThings()).map(({ thingName }) => thingName);
}

describe('POST /devices/new', () => {
  it('registers every entry of a manifest and answers exactly 200', async () => {
    const { status, body, bytes } = await post(manifestOf(...elements));
    expect(status).toBe(200);
    expect(body).toEqual({ success: true, things: elements.map(thingOf) });
    expect(bytes).toBeLessThan(2048);
    expect((await thingNames()).toSorted()).toEqual(elements.map(thingOf).toSorted());
    expect(events.map(({ type }) => type)).toEqual(['device-registered', 'device-registered', 'device-registered']);
  });

  it('begins its answer with the success flag that the cord looks for', async () => {
    const response = await fetch(`http://127.0.0.1:${server.port}/devices/new`, {
      method: 'POST',
      headers: { 'x-api-key': KEY },
      body: manifestOf(elements[0]),
    });
    expect(await response.text()).toMatch(/^\{"success":true,/);
  });

  it('takes one entry outside of an array', async () => {
    expect(await post(JSON.stringify(elements[0]?.entry))).toMatchObject({ status: 200 });
  });

  it('answers 200 again when the same manifest comes again, and registers nothing twice', async () => {
    await post(manifestOf(elements[0]));
    expect(await post(manifestOf(elements[0]))).toMatchObject({ status: 200 });
    expect(await thingNames()).toEqual([thingOf(elements[0])]);
    expect(events).toMatchObject([{ isNew: true }, { isNew: false }]);
  });

  it.each([{}, { 'x-api-key': '' }, { 'x-api-key': KEY.slice(1) }, { 'x-api-key': `${KEY} ${KEY}` }])(
    'rejects a wrong key %j before it reads the body',
    async (headers) => {
      expect(await post(manifestOf(elements[0]), headers as Record<string, string>)).toMatchObject({
        status: 403,
        body: { error: { code: 'forbidden' } },
      });
      expect(await thingNames()).toEqual([]);
      expect(events).toMatchObject([{ type: 'registration-refused', status: 403 }]);
    },
  );

  it('rejects a manifest with one altered entry whole', async () => {
    const [first, second] = elements;
    const payload = second?.entry.payload ?? '';
    const altered = { ...second?.entry, payload: `${payload[0] === 'e' ? 'f' : 'e'}${payload.slice(1)}` };
    const { status, body } = await post(JSON.stringify([first?.entry, altered]));
    expect(status).toBe(400);
    expect(body).toMatchObject({ success: false, error: { entry: 1, requestId: expect.any(String) } });
    expect(await thingNames()).toEqual([]);
  });

  it('rejects more entries than the configuration lets in', async () => {
    expect(await post(manifestOf(...elements, elements[0]))).toMatchObject({ status: 400 });
    expect(await thingNames()).toEqual([]);
  });

  it.each([
    ['no JSON', '{'],
    ['nothing', ''],
    ['another document', '{"success":true}'],
    ['bytes that are no text', Uint8Array.from([0xff, 0xfe, 0x00])],
  ])('rejects %s', async (_, body) => {
    expect(await post(body)).toMatchObject({
      status: 400,
      body: { success: false, error: { code: expect.any(String) } },
    });
    expect(await thingNames()).toEqual([]);
  });

  it('rejects a body over the limit that says how long it is', async () => {
    expect(await post(new Uint8Array(MAX_BODY_BYTES + 1))).toMatchObject({
      status: 413,
      body: { error: { code: 'body-too-large' } },
    });
  });

  it('rejects a body over the limit that comes in chunks of unknown number', async () => {
    const status = await new Promise<number>((resolve, reject) => {
      const outgoing = request({
        port: server.port,
        host: '127.0.0.1',
        path: '/devices/new',
        method: 'POST',
        headers: { 'x-api-key': KEY },
      });
      outgoing.on('response', (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      outgoing.on('error', reject);
      for (let sent = 0; sent <= MAX_BODY_BYTES; sent += 10_000) outgoing.write(Buffer.alloc(10_000, '['));
      outgoing.end();
    });
    expect(status).toBe(413);
  });

  it.each([
    ['in chunks', ['transfer-encoding: chunked'], (body: string) => chunked(body, 1000)],
    ['in chunks of a byte', ['transfer-encoding: chunked'], (body: string) => chunked(body, 1)],
    ['in chunks, with upper case', ['Transfer-Encoding: Chunked'], (body: string) => chunked(body, 4096)],
  ])('takes a manifest that comes %s, as embedded stacks send it', async (_, headers, format) => {
    const answer = await sendRaw('POST', { headers, body: format(manifestOf(elements[0])) });
    expect(answer).toMatch(/^HTTP\/1.1 200 /);
    expect(answer).toContain('{"success":true,');
    expect(await thingNames()).toEqual([thingOf(elements[0])]);
  });

  it.each([
    ['no body at all', 'POST', [], ''],
    ['an empty body', 'POST', ['content-length: 0'], ''],
    ['an empty body in chunks', 'POST', ['transfer-encoding: chunked'], '0\r\n\r\n'],
  ])('rejects %s', async (_, method, headers, body) => {
    expect(await sendRaw(method, { headers, body })).toMatch(/^HTTP\/1.1 400 /);
    expect(events).toMatchObject([{ type: 'registration-refused', status: 400 }]);
  });

  it.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])(
    'has no answer but 404 to %s, whatever body comes with it',
    async (method) => {
      for (const [headers, body] of [
        [[], ''],
        [['content-length: 2'], '[]'],
        [['transfer-encoding: chunked'], chunked('[]', 1)],
      ] as const) {
        expect(await sendRaw(method, { headers, body })).toMatch(/^HTTP\/1.1 404 /);
      }
    },
  );

  it('rejects a device whose certificate was deactivated', async () => {
    await post(manifestOf(elements[0]));
    const [thing] = await stores.registry.listThings();
    await stores.registry.setCertificateStatus(thing?.certificates[0]?.certificateId ?? '', 'inactive');
    expect(await post(manifestOf(elements[0]))).toMatchObject({
      status: 409,
      body: { error: { code: 'certificate-inactive', uniqueId: elements[0]?.uniqueId } },
    });
  });

  it('rejects a request by a foreign host name', async () => {
    const status = await new Promise<number>((resolve, reject) => {
      const headers = { host: 'attacker.example', 'x-api-key': KEY };
      const outgoing = request({ port: server.port, host: '127.0.0.1', path: '/devices/new', method: 'POST', headers });
      outgoing.on('response', (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      outgoing.on('error', reject);
      outgoing.end(manifestOf(elements[0]));
    });
    expect(status).toBe(421);
    expect(await thingNames()).toEqual([]);
  });
});
