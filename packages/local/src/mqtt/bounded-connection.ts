import { Duplex } from 'node:stream';
import { PacketFollower, type PacketLimits } from './packet-follower.js';

export interface ConnectionBounds {
  /** A packet that is over one of these ends the connection at once: no more of it is kept. */
  packets: PacketLimits;
  /** Messages that are passed on and not settled; what comes behind them waits, unread, in the client's own socket. */
  mostInFlight: number;
}

/** Answers that the client has not read yet; beyond these, nothing more is taken from it either. */
const MOST_UNREAD_BYTES = 64 * 1024;

/** The bytes of a connection, packet by packet, within bounds. */
export class BoundedConnection extends Duplex {
  readonly #socket: Duplex;
  readonly #mostInFlight: number;
  readonly #packets: PacketFollower;
  #inFlight = 0;
  /** What has been read from the socket and waits for messages to be settled. */
  #held: Buffer = Buffer.alloc(0);
  #hasEnded = false;
  /** The reader has room. */
  #isAsked = false;
  /** Its first packet, the CONNECT, has been passed on. */
  #hasBegun = false;
  /** It has been answered. Aedes takes what follows before it knows who sent that, now and then: it waits until then. */
  #isAnswered = false;

  constructor(socket: Duplex, { packets, mostInFlight }: ConnectionBounds) {
    super({ allowHalfOpen: false });
    this.#socket = socket;
    this.#mostInFlight = mostInFlight;
    this.#packets = new PacketFollower(packets);
    socket.on('data', (bytes: Buffer) => this.#take(bytes));
    socket.once('end', () => {
      this.#hasEnded = true;
      this.#passOn();
    });
    socket.once('close', () => this.destroy());
    // An error is followed by close; it concerns this connection alone.
    socket.on('error', () => {});
  }

  /** One message has been dealt with: the next may come. */
  settle(): void {
    this.#inFlight = Math.max(0, this.#inFlight - 1);
    this.#passOn();
  }

  override _read(): void {
    this.#isAsked = true;
    this.#passOn();
  }

  override _write(bytes: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.#isAnswered = true;
    this.#socket.write(bytes, (error) => {
      done(error);
      this.#passOn();
    });
  }

  /** In one piece: a packet is written in several. */
  override _writev(pieces: { chunk: Buffer }[], done: (error?: Error | null) => void): void {
    this._write(Buffer.concat(pieces.map(({ chunk }) => chunk)), 'binary', done);
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#held = Buffer.alloc(0);
    this.#socket.destroy();
    done(error);
  }

  #take(bytes: Buffer): void {
    this.#held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes]);
    this.#passOn();
    if (this.#held.length > 0 || !this.#isAsked) this.#socket.pause();
  }

  /** Hands on what the bounds allow, and reads on once nothing is held any more. */
  #passOn(): void {
    if (this.destroyed) return;
    let length = 0;
    while (length < this.#held.length && this.#isOpen()) {
      const packet = this.#packets.follow(this.#held.subarray(length));
      if (packet === undefined) return void this.destroy();
      length += packet.bytes;
      this.#hasBegun ||= packet.isWhole;
      if (packet.isWhole && packet.isPublish) this.#inFlight += 1;
    }
    const [passed, held] = [this.#held.subarray(0, length), this.#held.subarray(length)];
    this.#held = held;
    if (length > 0) this.#isAsked = this.push(passed);
    if (held.length > 0) return;
    if (this.#hasEnded) this.push(null);
    else if (this.#isAsked) this.#socket.resume();
  }

  #isOpen(): boolean {
    const isAdmitted = this.#isAnswered || !this.#hasBegun;
    return isAdmitted && this.#inFlight < this.#mostInFlight && this.writableLength < MOST_UNREAD_BYTES;
  }
}
