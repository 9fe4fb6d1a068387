import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { getRequestListener } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { listen } from '../listen.js';
import { INSTANCE_HEADER } from './instance-header.js';
import { securityHeaders } from './security-headers.js';

export interface HttpServer {
  port: number;
  close(): Promise<void>;
}

export interface HttpServerOptions {
  host: string;
  port: number;
  routes: readonly Hono[];
  /** Goes with every answer, whatever it is, as {@link INSTANCE_HEADER}. */
  instanceId: string;
  /** Hears of failures that no caller is to blame for. */
  onFailure: (error: unknown) => void;
  /** Folder of the built page. */
  pageFolder: string;
}

/**
 * The backend's HTTP face: routes first, then the page. Only requests that name this host are served, so that a foreign
 * page cannot reach it through a name of its own (DNS rebinding).
 *
 * Throws: `LocalError` `port-in-use`.
 */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const headers = { ...securityHeaders, [INSTANCE_HEADER]: options.instanceId };
  const answer = getRequestListener(createApp(options).fetch, { overrideGlobalObjects: false });
  // A request that names no host is answered by us, like any other that cannot be read.
  const server = createServer({ requireHostHeader: false }, (request, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    void answer(request, response);
  });
  server.on('clientError', (_, socket) => refuseUnreadable(socket, headers));
  const port = await listen(server, options);
  return {
    port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function createApp({ host, instanceId, routes, pageFolder, onFailure }: HttpServerOptions): Hono {
  const app = new Hono();
  app.use(refuseForeignHosts(host));
  app.use(refuseOtherInstances(instanceId));
  for (const each of routes) app.route('/', each);
  app.get('/*', serveStatic({ root: pageFolder }));
  app.onError((error, context) => {
    onFailure(error);
    return context.json({ success: false, error: { code: 'internal', message: 'the backend failed; try again' } }, 500);
  });
  return app;
}

/** Bytes that are no HTTP, or a head that is too long. */
function refuseUnreadable(socket: Duplex, headers: Readonly<Record<string, string>>): void {
  if (!socket.writable) return void socket.destroy();
  const lines = Object.entries({ ...headers, 'content-length': '0', connection: 'close' });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 400 Bad Request\r\n${head}\r\n`);
}

/** By the target's own host where it has one, else by the Host header (RFC 9112, 3.2.2 and 3.3), in any case of letters. */
function refuseForeignHosts(host: string) {
  const own = new Set(['localhost', '127.0.0.1', '[::1]', host.toLowerCase(), `[${host.toLowerCase()}]`]);
  // A backend that listens on every interface has no name of its own to compare with.
  const isEvery = host === '0.0.0.0' || host === '::';
  return async ({ req }: { req: { url: string } }, next: () => Promise<void>) => {
    if (isEvery || own.has(new URL(req.url).hostname)) return next();
    return misdirected('foreign-host', 'this host name is not served here');
  };
}

/** Who means one backend says so, and nothing happens at another. */
function refuseOtherInstances(instanceId: string) {
  return async ({ req }: { req: { header(name: string): string | undefined } }, next: () => Promise<void>) => {
    if ((req.header(INSTANCE_HEADER) ?? instanceId) === instanceId) return next();
    return misdirected('other-instance', 'another backend is meant than the one that answers');
  };
}

function misdirected(code: string, message: string): Response {
  return Response.json({ error: { code, message } }, { status: 421 });
}
