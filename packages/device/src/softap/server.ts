import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { crc32 } from 'node:zlib';
import { registrationSchema, type AccessPoint, type Registration, type Session, type Status } from './messages.js';

/** What the SoftAP asks of the cord behind it. */
export interface SoftApHost {
  accessPoints(): readonly AccessPoint[];
  session(): Session;
  /** False when the secrets were not made for this session's key. */
  register(registration: Registration): boolean;
  status(): Status;
  acknowledge(): void;
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

function softApRoutes(host: SoftApHost): Hono {
  const routes = new Hono();
  routes.get('/v1/prov/networks', (context) => context.json({ access_points: host.accessPoints() }));
  routes.get('/v1/prov/session', (context) => context.json(host.session()));
  routes.post('/v2/prov/registration', async (context) => {
    // The vendor's client names no content type, so the body is read as text.
    const registration = registrationSchema.safeParse(parseJson(await context.req.text()));
    if (!registration.success || !host.register(registration.data)) return context.body(null, 400);
    return context.body(null, 200);
  });
  routes.get('/v1/prov/status', (context) => context.json(host.status()));
  routes.post('/v1/prov/acknowledge', (context) => {
    host.acknowledge();
    return context.body(null, 200);
  });
  routes.get('/v1/prov/manifest', (context) => {
    const text = host.manifest();
    // No zero padding: the vendor's client compares with Python's hex(crc32)[2:].
    return context.json({ content: Buffer.from(text).toString('base64'), crc32: crc32(text).toString(16) });
  });
  return routes;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
