import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { Hono } from 'hono';
import { startHttpServer, type HttpServer } from '../../src/http/server.js';

let server: HttpServer;
let failures: unknown[];

beforeEach(async () => {
  failures = [];
  const route = new Hono();
  route.get('/here', (context) => context.text('here'));
  route.get('/broken', () => {
    throw new Error('program error');
  });
  server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    instanceId: 'id-1',
    pageFolder: import.meta.dirname,
    onFailure: (error) => failures.push(error),
    routes: [route],
  });
});
afterEach(() => server.close());

/** The answer to a request as it stands, byte for byte. */
async function ask(head: string): Promise<{ status: number; headers: Map<string, string>; body: string }> {
  const socket = connect(server.port, '127.0.0.1');
  socket.write(`${head}\r\nConnection: close\r\n\r\n`);
  const [top = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  const [status = '', ...lines] = top.split('\r\n');
  const headers = lines.map((line) => line.split(': ', 2) as [string, string]);
  return {
    status: Number(status.split(' ')[1]),
    headers: new Map(headers.map(([name, value]) => [name.toLowerCase(), value])),
    body,
  };
}

describe('the host a request names', () => {
  it.each(['localhost', 'LOCALHOST', 'LocalHost:8020', '127.0.0.1', '127.0.0.1:8020', '[::1]', '[::1]:8020'])(
    'is served as %s',
    async (host) => {
      expect(await ask(`GET /here HTTP/1.1\r\nHost: ${host}`)).toMatchObject({ status: 200, body: 'here' });
    },
  );

  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', 'evil.example:8020'])(
    'is refused as %s',
    async (host) => {
      const { status, body } = await ask(`GET /here HTTP/1.1\r\nHost: ${host}`);
      expect(status).toBe(421);
      expect(body).toContain('foreign-host');
    },
  );

  it.each([
    ['http://localhost:8020/here', 'localhost:8020', 200],
    ['http://LOCALHOST/here', 'localhost', 200],
    // RFC 9112, 3.2.2: the Host header is not looked at where the target names a host.
    ['http://127.0.0.1/here', 'evil.example', 200],
    ['http://evil.example/here', 'localhost', 421],
  ])('is that of a whole target: %s, with Host %s', async (target, host, status) => {
    expect(await ask(`GET ${target} HTTP/1.1\r\nHost: ${host}`)).toMatchObject({ status });
  });
});

describe('every answer', () => {
  it.each([
    ['a route', 'GET /here HTTP/1.1\r\nHost: localhost', 200],
    ['a file of the page', 'GET /server.test.ts HTTP/1.1\r\nHost: localhost', 200],
    ['what is not there', 'GET /nothing HTTP/1.1\r\nHost: localhost', 404],
    ['another method', 'DELETE /here HTTP/1.1\r\nHost: localhost', 404],
    ['a foreign host', 'GET /here HTTP/1.1\r\nHost: evil.example', 421],
    ['another instance', 'GET /here HTTP/1.1\r\nHost: localhost\r\ncord-instance: id-2', 421],
    ['a program error', 'GET /broken HTTP/1.1\r\nHost: localhost', 500],
    ['no host', 'GET /here HTTP/1.1\r\nX-Nothing: 1', 400],
    ['a host that is none', 'GET /here HTTP/1.1\r\nHost: a b', 400],
    ['a target that is none', 'GET here HTTP/1.1\r\nHost: localhost', 400],
    ['a head that is too long', `GET /here HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'x'.repeat(20_000)}`, 400],
  ])('has its security headers and its instance: %s', async (_, head, status) => {
    const answer = await ask(head);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('cord-instance')).toBe('id-1');
  });
});
