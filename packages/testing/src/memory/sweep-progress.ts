import type { SweepPlace, SweepProgress } from '@cord/fleet';

/** The place in a member. */
export class MemorySweepProgress implements SweepProgress {
  #place: SweepPlace | undefined;

  async readPlace(): Promise<SweepPlace | undefined> {
    return this.#place;
  }

  async writePlace(place: SweepPlace | undefined): Promise<void> {
    this.#place = place;
  }
}
