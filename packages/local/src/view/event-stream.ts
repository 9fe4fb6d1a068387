import { emptyFleetView, foldFleetEvent, type FleetEvent, type FleetView, type LiveFleetView } from '@cord/fleet';

/** The fleet's events as they happen, and the view they add up to. */
export class EventStream {
  #view: LiveFleetView = { ...emptyFleetView, devices: {} };
  readonly #listeners = new Set<(event: FleetEvent) => void>();

  /** Goes on from a view, such as what is known of earlier runs. */
  begin(view: FleetView): void {
    this.#view = { ...view, devices: { ...view.devices } };
  }

  /** Live: it changes with each event. Whoever keeps it for later takes a copy. */
  get view(): FleetView {
    return this.#view;
  }

  readonly emit = (event: FleetEvent): void => {
    foldFleetEvent(this.#view, event);
    for (const listener of this.#listeners) listener(event);
  };

  /** Returns what ends the subscription. */
  subscribe(listener: (event: FleetEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
