import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { provisionSecureElement, type Factory } from '@cord/device';
import { formatThingName } from '@cord/fleet';
import type { LoadClient } from './load.js';

/** What one request may bring. */
const AT_A_TIME = 25;

/** Where a backend is, by its data folder. */
export interface Home {
  apiUrl: string;
  dataDir: string;
}

/** Cords that are born in a backend's own factory and registered there. */
export async function registerCords({ apiUrl, dataDir }: Home, count: number): Promise<LoadClient[]> {
  const apiKey = (await readFile(join(dataDir, 'api-key'), 'utf8')).trim();
  const factory = JSON.parse(await readFile(join(dataDir, 'pki/factory.json'), 'utf8')) as Factory;
  const clients: LoadClient[] = [];
  while (clients.length < count) {
    const born = Math.min(AT_A_TIME, count - clients.length);
    const elements = await Promise.all(
      Array.from({ length: born }, () => provisionSecureElement(factory, { at: new Date() })),
    );
    const response = await fetch(`${apiUrl}/devices/new`, {
      method: 'POST',
      headers: { 'x-api-key': apiKey },
      body: JSON.stringify(elements.map(({ entry }) => entry)),
    });
    if (response.status !== 200) throw new Error(`registration: ${response.status} ${await response.text()}`);
    for (const { uniqueId, privateKeyPem, certificatePem, signerCertificatePem } of elements) {
      const clientId = formatThingName('CS-CORD-DK-', uniqueId);
      clients.push({ clientId, privateKeyPem, certificatePem: `${certificatePem.trimEnd()}\n${signerCertificatePem}` });
    }
  }
  return clients;
}

/** As firmware writes it, 113 to 120 bytes. */
function payload(watts: number, number: number): string {
  const [volts, amps] = [`119.${number % 10}`, `0.14${number % 10}`];
  return `{"relay_on":true,"volts":${volts},"amps":${amps},"watts":${watts},"power_factor":63,"watt_hours":${1000 + number / 10}}`;
}

const hundred = Array.from({ length: 100 }, (_, number) => number);

/** What each cord sends, one after the other: the threshold is at 5 W. */
export const patterns = {
  below: hundred.map((number) => payload(1 + number / 100, number)),
  above: hundred.map((number) => payload(100 + number, number)),
  alternating: hundred.map((number) => payload((number % 2) * 100, number)),
} as const;
