import { Duplex } from 'node:stream';

/** The bytes of a connection, which ends as soon as a packet says that it is longer than `maxBytes`: none of it is kept. */
export class BoundedConnection extends Duplex {
  readonly #socket: Duplex;
  readonly #lengths: PacketLengths;

  constructor(socket: Duplex, maxBytes: number) {
    super({ allowHalfOpen: false });
    this.#socket = socket;
    this.#lengths = new PacketLengths(maxBytes);
    socket.on('data', (bytes: Buffer) => this.#take(bytes));
    socket.once('end', () => this.push(null));
    socket.once('close', () => this.destroy());
    // An error is followed by close; it concerns this connection alone.
    socket.on('error', () => {});
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#socket.write(bytes, done);
  }

  /** In one piece: a packet is written in several. */
  override _writev(pieces: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this.#socket.write(Buffer.concat(pieces.map(({ chunk }) => chunk)), done);
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }

  #take(bytes: Buffer): void {
    if (!this.#lengths.accept(bytes)) this.destroy();
    else if (!this.push(bytes)) this.#socket.pause();
  }
}

/** Follows the lengths that packets say they have. Source: MQTT 3.1.1, section 2.2.3. */
class PacketLengths {
  readonly #maxBytes: number;
  /** Of the packet under way: `undefined` before its head, then the bytes of its length so far. */
  #head: { length: number; factor: number } | undefined;
  /** Bytes still to come of a packet whose length is known. */
  #rest = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** False once a packet is too long. */
  accept(bytes: Uint8Array): boolean {
    for (let at = 0; at < bytes.length;) {
      if (this.#rest > 0) {
        const passed = Math.min(this.#rest, bytes.length - at);
        this.#rest -= passed;
        at += passed;
      } else {
        if (!this.#readHead(bytes[at] ?? 0)) return false;
        at += 1;
      }
    }
    return true;
  }

  #readHead(byte: number): boolean {
    if (this.#head === undefined) {
      this.#head = { length: 0, factor: 1 };
      return true;
    }
    const { length, factor } = this.#head;
    const known = length + (byte & 0x7f) * factor;
    if (known > this.#maxBytes) return false;
    if ((byte & 0x80) > 0) {
      this.#head = { length: known, factor: factor * 128 };
      return factor < 128 ** 3;
    }
    this.#head = undefined;
    this.#rest = known;
    return true;
  }
}
