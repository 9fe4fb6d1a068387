import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { listen } from '../listen.js';
import { INSTANCE_HEADER } from './instance-header.js';

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
  const app = new Hono();
  app.use(refuseForeignHosts(options.host));
  app.use(refuseOtherInstances(options.instanceId));
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        frameAncestors: ["'none'"],
      },
    }),
  );
  for (const routes of options.routes) app.route('/', routes);
  app.get('/*', serveStatic({ root: options.pageFolder }));
  app.onError((error, context) => {
    options.onFailure(error);
    return context.json({ success: false, error: { code: 'internal', message: 'the backend failed; try again' } }, 500);
  });
  const answer = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer((request, response) => {
    response.setHeader(INSTANCE_HEADER, options.instanceId);
    void answer(request, response);
  });
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

function refuseForeignHosts(host: string) {
  const own = new Set(['localhost', '127.0.0.1', '[::1]', host]);
  return async (context: { req: { header(name: string): string | undefined } }, next: () => Promise<void>) => {
    const asked = context.req.header('host')?.replace(/:\d+$/, '') ?? '';
    // A backend that listens on every interface has no name of its own to compare with.
    if (host === '0.0.0.0' || host === '::' || own.has(asked)) return next();
    return Response.json(
      { error: { code: 'foreign-host', message: 'this host name is not served here' } },
      { status: 421 },
    );
  };
}

/** Who means one backend says so, and nothing happens at another. */
function refuseOtherInstances(instanceId: string) {
  return async (context: { req: { header(name: string): string | undefined } }, next: () => Promise<void>) => {
    if ((context.req.header(INSTANCE_HEADER) ?? instanceId) === instanceId) return next();
    return Response.json(
      { error: { code: 'other-instance', message: 'another backend is meant than the one that answers' } },
      { status: 421 },
    );
  };
}
