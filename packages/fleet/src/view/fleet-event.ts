import type { Alert } from '../alerts/alert.js';
import type { Telemetry } from '../contract/telemetry.js';

/**
 * Everything worth telling that happens to a fleet, as plain JSON: the terminal, the page's push channel and the summary
 * all live on this one stream.
 */
export type FleetEvent = { atMs: number } & (
  | { type: 'device-registered'; thingName: string; certificateId: string; isNew: boolean }
  | { type: 'registration-refused'; status: number; code: string; message: string; uniqueId?: string }
  | { type: 'onboarding-step'; device: string; thingName?: string; step: string }
  | { type: 'device-connected'; thingName: string }
  | { type: 'device-disconnected'; thingName: string }
  /** Every thing that is connected now, by name: what the events of single connections should add up to. */
  | { type: 'presence'; thingNames: readonly string[] }
  | {
      type: 'connection-refused';
      code: ConnectionRefusalCode;
      message: string;
      certificateId?: string;
      clientId?: string;
    }
  | { type: 'topic-refused'; thingName: string; action: 'publish' | 'subscribe'; topic: string }
  /** `messages` is how many of the thing it stands for, of which `telemetry` is the newest; absent for one. */
  | { type: 'telemetry-stored'; telemetry: Telemetry; messages?: number }
  | { type: 'telemetry-refused'; topic: string; message: string }
  | { type: 'backend-failed'; message: string }
  | { type: 'alert-raised'; alert: Alert }
  | { type: 'alert-repeated'; alert: Alert }
  /** `value` is the one that it cleared by; absent where time alone cleared it. */
  | { type: 'alert-cleared'; alert: Alert; value?: number }
  | { type: 'data-missing' | 'data-resumed'; thresholdId: string; thingName: string }
);

export type ConnectionRefusalCode =
  'no-certificate' | 'unknown-certificate' | 'inactive-certificate' | 'wrong-client-id';

/** One kind of event by its type. */
export type FleetEventOf<Type extends FleetEvent['type']> = Extract<FleetEvent, { type: Type }>;
