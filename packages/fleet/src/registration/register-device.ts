import type { VerifiedEntry } from '@cord/manifest';
import { FleetError } from '../errors.js';
import type { DeviceRegistry } from './ports.js';
import { formatThingName } from '../contract/thing.js';

/** A device that may now connect. `isNew` is false when an earlier registration had already brought it that far. */
export interface RegisteredDevice {
  thingName: string;
  certificateId: string;
  isNew: boolean;
}

/**
 * Registers the device behind one verified manifest entry: thing, certificate, their tie, and last the policy that lets it
 * connect. Each step may be repeated, so a registration that broke off heals on the next try.
 *
 * Throws: `FleetError` `certificate-missing` (a version 2 entry holds no keys), `thing-has-other-certificate`,
 * `certificate-inactive` (somebody withdrew it: registering again must not undo that), `invalid-thing-name`.
 */
export async function registerDevice(
  entry: VerifiedEntry,
  registry: DeviceRegistry,
  options: { thingPrefix: string },
): Promise<RegisteredDevice> {
  const { uniqueId, certificate } = entry;
  if (certificate === undefined) {
    throw new FleetError('certificate-missing', `secure element ${uniqueId} has no certificate in its manifest entry`, {
      uniqueId,
    });
  }
  const thingName = formatThingName(options.thingPrefix, uniqueId);
  const attached = await registry.findAttachedCertificates(thingName);
  const other = attached?.find((certificateId) => certificateId !== certificate.fingerprint);
  if (other !== undefined) {
    throw new FleetError(
      'thing-has-other-certificate',
      `thing ${thingName} already has certificate ${other.slice(0, 12)}…, found ${certificate.fingerprint.slice(0, 12)}…; detach the old one first`,
      { uniqueId },
    );
  }
  await registry.createThing({ thingName, attributes: thingAttributes(entry) });
  const { certificateId, status } = await registry.registerCertificate(certificate.pem);
  if (status !== 'active') {
    throw new FleetError(
      'certificate-inactive',
      `certificate ${certificateId.slice(0, 12)}… of ${thingName} was deactivated; activate it first`,
      {
        uniqueId,
      },
    );
  }
  await registry.attachCertificate(thingName, certificateId);
  await registry.attachPolicy(certificateId);
  return { thingName, certificateId, isNew: attached === undefined || attached.length === 0 };
}

/** Attributes are searchable and visible to operators; AWS IoT allows three without a thing type. */
function thingAttributes({ uniqueId, partNumber, signer }: VerifiedEntry): Record<string, string> {
  return { uniqueId, partNumber: asAttribute(partNumber), trust: signer.trust };
}

/** AWS IoT attribute values: `[a-zA-Z0-9_.,@/:#-]*`, at most 800 characters. Source: AWS IoT API reference, AttributePayload. */
function asAttribute(text: string): string {
  return text.replaceAll(/[^a-zA-Z0-9_.,@/:#-]/g, '_').slice(0, 800);
}
