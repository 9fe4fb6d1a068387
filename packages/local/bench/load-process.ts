/**
 * Many cords in one process, bare of everything that a real client does besides: TLS with a certificate of its own each, CONNECT, and
 * QoS 1 messages with a window of so many unacknowledged. Gets a `LoadOrder` over IPC, answers `ready`, then, told to go, a `LoadResult`.
 */
import { connect, type TLSSocket } from 'node:tls';
import type { LoadOrder, LoadResult, LoadClient } from './load.js';

const CONNACK_BYTES = 4;
const PUBACK = 0x40;
const AT_A_TIME = 20;

function packet(type: number, parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length: number[] = [];
  for (let rest = body.length; ;) {
    const byte = rest % 128;
    rest = Math.floor(rest / 128);
    length.push(rest > 0 ? byte | 0x80 : byte);
    if (rest === 0) break;
  }
  return Buffer.concat([Buffer.of(type, ...length), body]);
}

function field(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.of(bytes.length >> 8, bytes.length & 0xff), bytes]);
}

class Link {
  acknowledged = 0;
  readonly latenciesMs: number[] = [];
  readonly #socket: TLSSocket;
  readonly #order: LoadOrder;
  readonly #topic: Buffer;
  readonly #sentAt = new Float64Array(65_536);
  #nextId = 1;
  #count = 0;
  #inFlight = 0;
  #isOver = false;
  #left: Buffer = Buffer.alloc(0);

  static open(order: LoadOrder, client: LoadClient): Promise<Link> {
    return new Promise((resolve, reject) => {
      const socket = connect({
        host: order.host,
        port: order.port,
        key: client.privateKeyPem,
        cert: client.certificatePem,
        ca: order.ca,
        checkServerIdentity: () => undefined,
      });
      socket.setNoDelay(true);
      socket.once('error', reject);
      socket.once('secureConnect', () => {
        socket.write(packet(0x10, [field('MQTT'), Buffer.of(4, 2, 0, 0), field(client.clientId)]));
      });
      socket.once('data', (bytes: Buffer) => {
        if (bytes[0] !== 0x20 || bytes[3] !== 0) return reject(new Error(`refused: ${bytes.toString('hex')}`));
        const link = new Link(socket, order, client.clientId);
        link.#hear(bytes.subarray(CONNACK_BYTES));
        socket.on('data', (more: Buffer) => link.#hear(more));
        resolve(link);
      });
    });
  }

  private constructor(socket: TLSSocket, order: LoadOrder, clientId: string) {
    this.#socket = socket;
    this.#order = order;
    this.#topic = field(order.topic.replace('+', clientId));
  }

  begin(): void {
    const { window, ratePerClient } = this.#order;
    if (ratePerClient === undefined) return this.#fill();
    const everyMs = 1000 / ratePerClient;
    const timer = setInterval(() => {
      if (this.#isOver) clearInterval(timer);
      else if (this.#inFlight < window) this.#send();
    }, everyMs);
  }

  end(): void {
    this.#isOver = true;
  }

  close(): void {
    this.#socket.destroy();
  }

  #fill(): void {
    while (!this.#isOver && this.#inFlight < this.#order.window) this.#send();
  }

  #send(): void {
    const id = this.#nextId;
    this.#nextId = id === 65_535 ? 1 : id + 1;
    const { payloads } = this.#order;
    const payload = Buffer.from(payloads[this.#count % payloads.length] ?? '');
    this.#count += 1;
    this.#inFlight += 1;
    this.#sentAt[id] = performance.now();
    this.#socket.write(packet(0x32, [this.#topic, Buffer.of(id >> 8, id & 0xff), payload]));
  }

  #hear(bytes: Buffer): void {
    this.#left = this.#left.length === 0 ? bytes : Buffer.concat([this.#left, bytes]);
    let at = 0;
    for (; at + 4 <= this.#left.length; at += 4) {
      if (this.#left[at] !== PUBACK) continue;
      const id = this.#left.readUInt16BE(at + 2);
      this.latenciesMs.push(performance.now() - (this.#sentAt[id] ?? 0));
      this.#inFlight -= 1;
      this.acknowledged += 1;
    }
    this.#left = this.#left.subarray(at);
    if (this.#order.ratePerClient === undefined && !this.#isOver) this.#fill();
  }
}

async function openAll(order: LoadOrder): Promise<Link[]> {
  const links: Link[] = [];
  for (let at = 0; at < order.clients.length; at += AT_A_TIME) {
    links.push(
      ...(await Promise.all(order.clients.slice(at, at + AT_A_TIME).map((client) => Link.open(order, client)))),
    );
  }
  return links;
}

process.once('message', (order: LoadOrder) => {
  void run(order).catch((error: unknown) => {
    process.send?.({ type: 'failed', message: String(error) });
  });
});

async function run(order: LoadOrder): Promise<void> {
  const links = await openAll(order);
  process.send?.({ type: 'ready' });
  await new Promise((resolve) => process.once('message', resolve));
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  for (const [index, link] of links.entries()) begin(link, order, index);
  await new Promise((resolve) => setTimeout(resolve, order.seconds * 1000));
  const acknowledged = links.reduce((sum, link) => sum + link.acknowledged, 0);
  const seconds = (performance.now() - startedAt) / 1000;
  for (const link of links) link.end();
  const latencies = Float64Array.from(links.flatMap((link) => link.latenciesMs)).toSorted();
  const at = (share: number): number => latencies[Math.floor(latencies.length * share)] ?? Number.NaN;
  const { user, system } = process.cpuUsage(cpu);
  const result: LoadResult = {
    type: 'result',
    acknowledged,
    seconds,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    loadCpuMs: (user + system) / 1000,
  };
  process.send?.(result);
  for (const link of links) link.close();
  process.disconnect();
}

/** At a pace, one after the other: real cords do not send at the same moment. */
function begin(link: Link, { ratePerClient, clients }: LoadOrder, index: number): void {
  if (ratePerClient === undefined) link.begin();
  else setTimeout(() => link.begin(), (1000 / ratePerClient) * (index / clients.length));
}
