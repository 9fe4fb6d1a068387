import { applyFleetEvent, emptyFleetView, type FleetEvent, type FleetView } from '@cord/fleet';

/** The fleet's events as they happen, and the view they add up to. */
export class EventStream {
  #view: FleetView;
  readonly #listeners = new Set<(event: FleetEvent) => void>();

  constructor(view: FleetView = emptyFleetView) {
    this.#view = view;
  }

  get view(): FleetView {
    return this.#view;
  }

  readonly emit = (event: FleetEvent): void => {
    this.#view = applyFleetEvent(this.#view, event);
    for (const listener of this.#listeners) listener(event);
  };

  /** Returns what ends the subscription. */
  subscribe(listener: (event: FleetEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
