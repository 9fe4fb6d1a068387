/** How far the bytes at hand belong to one packet. */
export interface FollowedPacket {
  bytes: number;
  /** True where it ends with them. */
  isWhole: boolean;
  isPublish: boolean;
}

const PUBLISH = 3;

/** Follows the packets of a connection by what their heads say, keeping none. Source: MQTT 3.1.1, section 2.2. */
export class PacketFollower {
  readonly #maxBytes: number;
  #type = 0;
  /** Of the packet under way: `undefined` before its head, then its length so far. */
  #head: { length: number; factor: number } | undefined;
  /** Bytes still to come of a packet whose length is known. */
  #rest: number | undefined;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Goes on to the end of the packet, or of the bytes; `undefined` where the packet is longer than it may be. */
  follow(bytes: Uint8Array): FollowedPacket | undefined {
    let at = 0;
    while (this.#rest === undefined && at < bytes.length) {
      if (!this.#readHead(bytes[at] ?? 0)) return undefined;
      at += 1;
    }
    const passed = Math.min(this.#rest ?? 0, bytes.length - at);
    const isWhole = this.#rest === passed;
    this.#rest = isWhole || this.#rest === undefined ? undefined : this.#rest - passed;
    return { bytes: at + passed, isWhole, isPublish: this.#type === PUBLISH };
  }

  #readHead(byte: number): boolean {
    if (this.#head === undefined) {
      this.#type = byte >> 4;
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
