import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import type { FleetEvent } from '@cord/fleet/view';
import type { FleetStatus } from '@cord/local';
import { recordedHistory } from './recorded-fleet.js';

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

/** The policy under which the local backend serves the page. */
const CONTENT_SECURITY_POLICY =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'";

/** The built page and the operator's API as the local backend speaks it, told by a test what to say. */
export class FleetServer {
  status: FleetStatus;
  /** When set, every request for the event stream is answered with it. */
  refusal: number | undefined;
  /** When set, every request for history is answered with it. */
  historyRefusal: number | undefined;
  /** Whether there is more history than an answer holds. */
  isHistoryCut = false;
  readonly #pageFolder: string;
  readonly #streams = new Set<ServerResponse>();
  readonly #server = createServer((request, response) => void this.#answer(request.url ?? '/', response));
  #port = 0;

  private constructor(status: FleetStatus, pageFolder: string) {
    this.status = status;
    this.#pageFolder = pageFolder;
  }

  static async start(status: FleetStatus, pageFolder = join(import.meta.dirname, '../dist')): Promise<FleetServer> {
    const server = new FleetServer(status, pageFolder);
    await server.resume();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  /** Says on every open stream that this happened. */
  push(event: FleetEvent): void {
    this.write(formatMessage('fleet-event', event));
  }

  /** Writes to every open stream as it stands. */
  write(text: string): void {
    for (const stream of this.#streams) stream.write(text);
  }

  get openStreams(): number {
    return this.#streams.size;
  }

  /** Resolves when a page has stopped listening. */
  async nextStreamEnd(): Promise<void> {
    await once(this.#server, 'stream-ended');
  }

  /** Ends the streams, as a backend that is restarted does, and listens on. */
  dropStreams(): void {
    for (const stream of this.#streams) stream.end();
    this.#streams.clear();
  }

  /** Falls off the network. */
  async stop(): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    this.#streams.clear();
    await closed;
  }

  /** Comes back where it was. */
  async resume(): Promise<void> {
    this.#server.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async #answer(url: string, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(url, 'http://page');
    response.setHeader('content-security-policy', CONTENT_SECURITY_POLICY);
    if (pathname === '/api/events') return this.#stream(response);
    if (pathname === '/api/telemetry' && this.historyRefusal !== undefined) {
      response.writeHead(this.historyRefusal).end();
      return;
    }
    if (pathname === '/api/telemetry') {
      const sinceMs = Number(searchParams.get('from'));
      const telemetry = recordedHistory(searchParams.get('thing') ?? '', sinceMs, Date.now());
      return answerJson(response, { telemetry, isCut: this.isHistoryCut });
    }
    try {
      const file = await readFile(join(this.#pageFolder, pathname === '/' ? 'index.html' : pathname));
      response.setHeader('content-type', contentTypes[extname(pathname)] ?? 'text/html; charset=utf-8').end(file);
    } catch {
      response.writeHead(404).end();
    }
  }

  #stream(response: ServerResponse): void {
    if (this.refusal !== undefined) {
      response.writeHead(this.refusal).end();
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    response.write(formatMessage('fleet', this.status));
    this.#streams.add(response);
    response.on('close', () => {
      this.#streams.delete(response);
      this.#server.emit('stream-ended');
    });
  }
}

/** Source: WHATWG HTML, server-sent events, 9.2.6. */
export function formatMessage(event: string, data: unknown): string {
  return `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

function answerJson(response: ServerResponse, body: unknown): void {
  response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
}
