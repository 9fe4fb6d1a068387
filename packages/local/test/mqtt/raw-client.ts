import type { TLSSocket } from 'node:tls';
import type { SecureElement } from '@cord/device';
import type { Broker } from '../../src/mqtt/broker.js';
import { openTls } from './open-tls.js';
import { formatConnect } from './packets.js';
import type { TestEndpoint } from './test-endpoint.js';

export interface RawConnect {
  broker: Broker;
  identity: SecureElement;
  clientId: string;
  /** Goes with the CONNECT, without waiting for its answer. */
  ahead?: readonly Uint8Array[];
  /** Begins a session anew. @default true */
  clean?: boolean;
}

/** Sends bytes as they are, and hears which packet ids are acknowledged. */
export class RawClient {
  readonly acknowledged: number[] = [];
  readonly closed: Promise<void>;
  #received = Buffer.alloc(0);
  #look: () => void = () => {};

  static async connect(
    endpoint: TestEndpoint,
    { broker, identity, clientId, ahead = [], clean = true }: RawConnect,
  ): Promise<RawClient> {
    const socket = await openTls(endpoint, { broker, identity });
    const client = new RawClient(socket);
    client.send(formatConnect({ clientId, clean }), ...ahead);
    return client;
  }

  private constructor(readonly socket: TLSSocket) {
    this.closed = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('data', (bytes: Buffer) => this.#read(bytes));
  }

  send(...packets: readonly Uint8Array[]): void {
    this.socket.write(Buffer.concat(packets));
  }

  /** Settles once so many messages are acknowledged; fails where the connection ends before. */
  async heard(count: number): Promise<readonly number[]> {
    const enough = new Promise<void>((resolve) => {
      this.#look = () => this.acknowledged.length >= count && resolve();
      this.#look();
    });
    const lost = this.closed.then(() => Promise.reject(new Error('the connection ended')));
    await Promise.race([enough, lost]);
    return this.acknowledged;
  }

  /** CONNACK and PUBACK have four bytes each; nothing else is asked for. */
  #read(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    for (; this.#received.length >= 4; this.#received = this.#received.subarray(4)) {
      if (this.#received[0] === 0x40) this.acknowledged.push(this.#received.readUInt16BE(2));
    }
    this.#look();
  }
}
