import { setMaxListeners } from 'node:events';
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
  /** Settles once every cord is provisioned, or the first has failed to be. */
  ready: Promise<void>;
  /** Ends what is there, and begins no other. */
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

/** Of so many cords at a time the technician is at work: more would only wait for one another. */
const SIDE_BY_SIDE = 12;

/**
 * Brings `count` simulated cords into being, some at a time, and provisions each the real way: over its SoftAP, by the client a
 * technician uses. A cord keeps its secure element in the data folder, so the next start meets the same cords.
 */
export function startSimulatedFleet(
  backend: LocalBackend,
  config: CordConfig,
  options: { count: number },
): SimulatedFleet {
  const cords: SimulatedCord[] = [];
  const closing = new AbortController();
  const { signal } = closing;
  // Each cord that is being provisioned listens for it.
  setMaxListeners(0, signal);
  const waiting = createAppliances(options.count, config.simulation.seed).entries();
  const beginNext = async (): Promise<void> => {
    for (const [index, appliance] of waiting) {
      if (signal.aborted) return;
      const cord = await createCord(backend, config, { appliance, index });
      cords.push(cord);
      await onboard(cord, backend, signal);
    }
  };
  const workers = Array.from({ length: SIDE_BY_SIDE }, beginNext);
  return {
    ready: Promise.all(workers).then(() => undefined),
    close: async () => {
      closing.abort();
      await Promise.allSettled(workers);
      await Promise.all(cords.map((cord) => cord.close()));
    },
  };
}

async function createCord(
  backend: LocalBackend,
  { simulation: { seed, intervalSeconds }, topicRoot, thingPrefix }: CordConfig,
  { appliance, index }: { appliance: Appliance; index: number },
): Promise<SimulatedCord> {
  return SimulatedCord.create({
    appliance,
    secureElement: await readOrCreateSecureElement(backend, appliance),
    firmware: { topicRoot, thingPrefix },
    wifi,
    trustedCaPem: backend.authorityPem,
    intervalSeconds,
    seed: seed + index,
  });
}

function readOrCreateSecureElement(backend: LocalBackend, { name }: Appliance): Promise<SecureElement> {
  return readOrCreateJson(backend.folder, {
    name: `simulated-cords/${name}.json`,
    create: () => provisionSecureElement(backend.factory, { at: new Date(backend.clock.nowMs()) }),
    check: checkKeyedCertificate,
    onceDeleted: 'the cord is then born anew, as another thing',
  });
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
  if (signal.aborted) return;
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
