/** How far the bytes at hand belong to one packet. */
export interface FollowedPacket {
  bytes: number;
  /** True where it ends with them. */
  isWhole: boolean;
  isPublish: boolean;
}

/** Source: MQTT 3.1.1, table 2.1. */
const types = { publish: 3, subscribe: 8 };

export interface PacketLimits {
  maxBytes: number;
  /** Of one SUBSCRIBE. */
  maxFilters: number;
}

/** Follows the packets of a connection by what their heads say, keeping none. Source: MQTT 3.1.1, section 2.2. */
export class PacketFollower {
  readonly #limits: PacketLimits;
  #type = 0;
  #filters = new FilterCount();
  /** Of the packet under way: `undefined` before its head, then its length so far. */
  #head: { length: number; factor: number } | undefined;
  /** Bytes still to come of a packet whose length is known. */
  #rest: number | undefined;

  constructor(limits: PacketLimits) {
    this.#limits = limits;
  }

  /** Goes on to the end of the packet, or of the bytes; `undefined` where the packet is over a limit. */
  follow(bytes: Uint8Array): FollowedPacket | undefined {
    let at = 0;
    while (this.#rest === undefined && at < bytes.length) {
      if (!this.#readHead(bytes[at] ?? 0)) return undefined;
      at += 1;
    }
    const passed = Math.min(this.#rest ?? 0, bytes.length - at);
    if (
      this.#type === types.subscribe &&
      this.#filters.add(bytes.subarray(at, at + passed)) > this.#limits.maxFilters
    ) {
      return undefined;
    }
    const isWhole = this.#rest === passed;
    this.#rest = isWhole || this.#rest === undefined ? undefined : this.#rest - passed;
    return { bytes: at + passed, isWhole, isPublish: this.#type === types.publish };
  }

  #readHead(byte: number): boolean {
    if (this.#head === undefined) {
      this.#type = byte >> 4;
      this.#filters = new FilterCount();
      this.#head = { length: 0, factor: 1 };
      return true;
    }
    const { length, factor } = this.#head;
    const known = length + (byte & 0x7f) * factor;
    if (known > this.#limits.maxBytes) return false;
    if ((byte & 0x80) > 0) {
      this.#head = { length: known, factor: factor * 128 };
      return factor < 128 ** 3;
    }
    this.#head = undefined;
    this.#rest = known;
    return true;
  }
}

/** Counts the topic filters of a SUBSCRIBE as its bytes come. Source: MQTT 3.1.1, section 3.8: packet id, then filters. */
class FilterCount {
  #count = 0;
  /** Bytes to pass before the next filter's length: of the packet id, of a filter and its QoS. */
  #skip = 2;
  /** The first byte of a length whose second is still to come. */
  #high: number | undefined;

  /** With the bytes so far. */
  add(bytes: Uint8Array): number {
    for (let at = 0; at < bytes.length;) {
      if (this.#skip > 0) {
        const passed = Math.min(this.#skip, bytes.length - at);
        this.#skip -= passed;
        at += passed;
      } else {
        this.#readLength(bytes[at] ?? 0);
        at += 1;
      }
    }
    return this.#count;
  }

  #readLength(byte: number): void {
    if (this.#high === undefined) {
      this.#high = byte;
      this.#count += 1;
      return;
    }
    this.#skip = this.#high * 256 + byte + 1;
    this.#high = undefined;
  }
}
