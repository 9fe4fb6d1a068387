import { ManifestError, verifyManifest, type VerifiedEntry, type VerifyOptions } from '@cord/manifest';
import { FleetError } from '../errors.js';
import type { DeviceRegistry } from './ports.js';
import { registerDevice, type RegisteredDevice } from './register-device.js';

/** What a registration request is judged by, and where its devices go. */
export interface RegistrationContext {
  registry: DeviceRegistry;
  trust: VerifyOptions;
  thingPrefix: string;
  maxEntries: number;
}

/** The answer to `POST /devices/new`, ready to be sent: `body` is JSON of under 2 kB, the size of the cord's buffer. */
export interface RegistrationAnswer {
  status: 200 | 400 | 409;
  body: string;
  /** The devices that may now connect; empty unless `status` is 200. */
  devices: readonly RegisteredDevice[];
  /** Why not, where `status` is not 200. */
  refusal?: RegistrationRefusal;
}

export interface RegistrationRefusal {
  code: string;
  message: string;
  /** Place of the refused entry in the body, from 0. */
  entry?: number;
  uniqueId?: string;
}

/**
 * The whole of `POST /devices/new`: reads the manifest, verifies every entry, and only when all hold registers them all.
 * Refusals are answers; what the registry itself throws (a time-out, a throttle) passes through for the caller's retry.
 *
 * Shape: body `[{ header: { uniqueId }, protected, payload, signature }, …]`, or one such object.
 * Answers: 200 `{"success":true,"things":[…]}`, exactly 200 because the cord takes nothing else for success ·
 * 400 a manifest that does not hold · 409 a device whose certificate or thing stands in the way.
 */
export async function acceptRegistration(
  body: string | Uint8Array,
  requestId: string,
  context: RegistrationContext,
): Promise<RegistrationAnswer> {
  try {
    const entries = await verifyAll(body, context);
    const devices: RegisteredDevice[] = [];
    for (const entry of entries) {
      devices.push(await registerDevice(entry, context.registry, context));
    }
    const things = devices.map((device) => device.thingName);
    return { status: 200, body: JSON.stringify({ success: true, things }), devices };
  } catch (error) {
    if (!(error instanceof ManifestError || error instanceof FleetError)) throw error;
    return refuse(error, requestId);
  }
}

async function verifyAll(body: string | Uint8Array, context: RegistrationContext): Promise<readonly VerifiedEntry[]> {
  const report = await verifyManifest(body, { ...context.trust, limits: { entries: context.maxEntries } });
  const entries: VerifiedEntry[] = [];
  for (const outcome of report.outcomes) {
    if (!outcome.ok) throw outcome.error;
    requireCertificate(outcome.entry);
    entries.push(outcome.entry);
  }
  return entries;
}

// Checked before the first write: one entry without keys must not leave the others half done.
function requireCertificate(entry: VerifiedEntry): void {
  if (entry.certificate === undefined) {
    throw new FleetError(
      'certificate-missing',
      `secure element ${entry.uniqueId} has no certificate in its manifest entry`,
      {
        uniqueId: entry.uniqueId,
      },
    );
  }
}

function refuse(error: ManifestError | FleetError, requestId: string): RegistrationAnswer {
  const refusal: RegistrationRefusal = {
    code: error.code,
    message: error.message.slice(0, 600),
    ...(error instanceof ManifestError && error.index !== undefined && { entry: error.index }),
    ...(error.uniqueId !== undefined && { uniqueId: error.uniqueId }),
  };
  const inTheWay = error.code === 'certificate-inactive' || error.code === 'thing-has-other-certificate';
  return {
    status: inTheWay ? 409 : 400,
    body: JSON.stringify({ success: false, error: { ...refusal, requestId } }),
    devices: [],
    refusal,
  };
}
