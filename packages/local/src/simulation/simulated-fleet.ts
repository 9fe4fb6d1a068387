import {
  createAppliances,
  provisionCord,
  provisionSecureElement,
  SimulatedCord,
  type Appliance,
  type ProvisioningStep,
  type SecureElement,
  type SimulatedWifi,
} from '@cord/device';
import type { CordConfig } from '@cord/fleet';
import type { LocalBackend } from '../backend.js';
import { checkKeyedCertificate } from '../pki/check-keyed-certificate.js';
import { readOrCreateJson } from '../kept-json.js';

/** Simulated cords at a backend. */
export interface SimulatedFleet {
  cords: readonly SimulatedCord[];
  /** Settles once every cord is provisioned, or the first has failed to be. */
  ready: Promise<void>;
  close(): Promise<void>;
}

/** The air around the simulated cords; its password protects nothing but the rehearsal. */
const ssid = 'Workshop';
const password = 'simulated-air';
const wifi: SimulatedWifi = {
  accessPoints: [
    { ssid, chan: 6, rssi: -48 },
    { ssid: 'Neighbour', chan: 11, rssi: -81 },
  ],
  passwords: { [ssid]: password },
};

/**
 * Brings `count` simulated cords into being and provisions each the real way: over its SoftAP, by the client a technician
 * uses. A cord keeps its secure element in the data folder, so the next start meets the same cords.
 */
export async function startSimulatedFleet(
  backend: LocalBackend,
  config: CordConfig,
  options: { count: number },
): Promise<SimulatedFleet> {
  const { seed, intervalSeconds } = config.simulation;
  const cords = await Promise.all(
    createAppliances(options.count, seed).map(async (appliance, index) =>
      SimulatedCord.create({
        appliance,
        secureElement: await readOrCreateSecureElement(backend, appliance),
        firmware: { topicRoot: config.topicRoot, thingPrefix: config.thingPrefix },
        wifi,
        trustedCaPem: backend.authorityPem,
        intervalSeconds,
        seed: seed + index,
      }),
    ),
  );
  const closing = new AbortController();
  const ready = onboardAll(cords, backend, closing.signal);
  return {
    cords,
    ready,
    close: async () => {
      closing.abort();
      await Promise.all(cords.map((cord) => cord.close()));
    },
  };
}

function readOrCreateSecureElement(backend: LocalBackend, { name }: Appliance): Promise<SecureElement> {
  return readOrCreateJson(backend.folder, {
    name: `simulated-cords/${name}.json`,
    create: () => provisionSecureElement(backend.factory, { at: new Date(backend.clock.nowMs()) }),
    check: checkKeyedCertificate,
    onceDeleted: 'the cord is then born anew, as another thing',
  });
}

async function onboardAll(cords: readonly SimulatedCord[], backend: LocalBackend, signal: AbortSignal): Promise<void> {
  await Promise.all(cords.map((cord) => onboard(cord, backend, signal)));
}

async function onboard(cord: SimulatedCord, backend: LocalBackend, signal: AbortSignal): Promise<void> {
  const emitStep = (step: string) =>
    backend.emit({
      atMs: backend.clock.nowMs(),
      type: 'onboarding-step',
      device: cord.name,
      thingName: cord.thingName,
      step,
    });
  const cordUrl = await cord.openSoftAp({ host: '127.0.0.1', port: 0 });
  emitStep(`SoftAP open at ${cordUrl}`);
  try {
    const { apiUrl, apiKey, iotUrl } = backend;
    await provisionCord(
      cordUrl,
      { ssid, password, apiUrl, apiKey, iotUrl },
      { signal, onStep: (step) => emitStep(formatStep(step)) },
    );
  } catch (error) {
    if (signal.aborted) return;
    emitStep(`failed: ${error instanceof Error ? error.message : String(error)}`);
    throw error;
  }
}

function formatStep(step: ProvisioningStep): string {
  switch (step.step) {
    case 'networks':
      return `sees ${step.accessPoints.length} networks`;
    case 'session':
      return `is ${step.session.thing ?? step.session.atca_sn}`;
    case 'credentials-sent':
      return 'took the credentials, encrypted for its session key';
    case 'status':
      return `${step.status.status}: ${step.status.progress}`;
    case 'acknowledged':
      return 'acknowledged, SoftAP closed';
  }
}
