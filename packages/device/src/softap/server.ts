import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { crc32 } from 'node:zlib';
import { registrationSchema, type AccessPoint, type Registration, type Session, type Status } from './messages.js';

/** Where a simulated cord's SoftAP listens, and the address of a real one's. */
const OWN_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]', '192.168.4.1']);

/** What the SoftAP asks of the cord behind it. */
export interface SoftApHost {
  accessPoints(): readonly AccessPoint[];
  session(): Session;
  /** `undecipherable`: the secrets were not made for this session's key. `busy`: an attempt is under way, or has succeeded. */
  register(registration: Registration): 'accepted' | 'undecipherable' | 'busy';
  status(): Status;
  /** False while the cord has not connected: there is nothing to acknowledge yet. */
  acknowledge(): boolean;
  /** The manifest text in the cord's flash. */
  manifest(): string;
}

export interface SoftAp {
  /** `http://127.0.0.1:41234` */
  url: string;
  close(): Promise<void>;
}

/** The cord's provisioning API, as it answers at 192.168.4.1 while the SoftAP is up; here on a loopback port. */
export async function startSoftAp(host: SoftApHost, listen: { host: string; port: number }): Promise<SoftAp> {
  const answer = getRequestListener(softApRoutes(host).fetch, { overrideGlobalObjects: false });
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(listen.port, listen.host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${listen.host}:${port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The vendor's client knows 200 alone; the others are what firmware of the same family answers. */
const registrationAnswers = { accepted: 200, undecipherable: 400, busy: 404 } as const;

function softApRoutes(host: SoftApHost): Hono {
  const routes = new Hono();
  routes.use((context, next) => (isOwnName(context.req.raw) ? next() : Promise.resolve(context.body(null, 421))));
  routes.get('/v1/prov/networks', (context) => context.json({ access_points: host.accessPoints() }));
  routes.get('/v1/prov/session', (context) => context.json(host.session()));
  routes.post('/v2/prov/registration', async (context) => {
    // The vendor's client names no content type, so the body is read as text.
    const registration = registrationSchema.safeParse(parseJson(await context.req.text()));
    if (!registration.success) return context.body(null, 400);
    return context.body(null, registrationAnswers[host.register(registration.data)]);
  });
  routes.get('/v1/prov/status', (context) => context.json(host.status()));
  routes.post('/v1/prov/acknowledge', (context) => context.body(null, host.acknowledge() ? 200 : 400));
  routes.get('/v1/prov/manifest', (context) => {
    const text = host.manifest();
    // No zero padding: the vendor's client compares with Python's hex(crc32)[2:].
    return context.json({ content: Buffer.from(text).toString('base64'), crc32: crc32(text).toString(16) });
  });
  return routes;
}

/** A page of a stranger can make a browser ask here, under the stranger's name (DNS rebinding). Source: RFC 9110, 7.4. */
function isOwnName(request: Request): boolean {
  const asked = request.headers.get('host')?.toLowerCase().replace(/:\d+$/, '');
  return [asked, new URL(request.url).hostname].every((name) => name !== undefined && OWN_NAMES.has(name));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
