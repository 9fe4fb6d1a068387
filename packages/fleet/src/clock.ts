/** What time it is: handed in, so that what depends on time can be tried at any time. */
export interface Clock {
  /** Epoch milliseconds. */
  nowMs(): number;
}

/** Where ids come from that nobody else has. */
export interface Ids {
  /** Shape: 1 to 64 of a-z A-Z 0-9 _ - */
  nextId(): string;
}
