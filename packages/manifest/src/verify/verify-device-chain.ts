import { type DeviceIdentity, readDeviceIdentity } from '../certificate/device-identity.js';
import {
  type PlacedCertificate,
  checkOrder,
  readPlacedCertificate,
  verifyIssuers,
  verifyLeaf,
} from '../chain/chain.js';
import { refuseIssued } from '../chain/issuer.js';
import { createVerifiedCertificate } from '../chain/verified-certificate.js';
import { isSameBytes } from '../encoding/bytes.js';
import { formatPem } from '../encoding/pem.js';
import { ManifestError } from '../errors.js';
import { resolveOptions } from '../options.js';
import { createCustomRoots } from '../trust/trust.js';
import { readTrustedCertificates } from '../trust/trusted-certificate.js';
import type { VerifiedCertificate } from '../verified-entry.js';

/** A device certificate whose chain leads to a trusted root. */
export interface DeviceChain extends DeviceIdentity {
  readonly certificate: VerifiedCertificate;
  /** Shape: `04 ‖ X ‖ Y`, the key that the device must prove to hold. */
  readonly publicKey: Uint8Array;
}

/** Microchip's chains have two certificates below the root; nobody's need more than this. */
const MAX_LENGTH = 8;

/**
 * Verifies a device certificate up to one of the given roots, along exactly the certificates given, each the issuer of the
 * one before it. Nothing is searched and nothing fetched: the cost is one signature a certificate.
 *
 * Shape: `x5c` is DER, leaf first, at least the leaf and its signer certificate, the root never; roots are DER too.
 * Throws: `ManifestError` with a `certificate-…` or `chain-…` code and the path of the certificate, such as `x5c[1]`.
 */
export async function verifyDeviceChain(
  x5c: readonly Uint8Array[],
  options: { readonly roots: readonly Uint8Array[]; readonly at?: Date },
): Promise<DeviceChain> {
  const { at } = resolveOptions(options.at === undefined ? {} : { at: options.at });
  const given = await readTrustedCertificates(options.roots, 'options.roots');
  const roots = await createCustomRoots(given);
  const chain = readChain(x5c);
  for (const { certificate, path } of chain) {
    if (!given.some((root) => isSameBytes(root.der, certificate.der))) continue;
    throw new ManifestError('chain-length', 'expected the chain to end below the root, found a trusted root in it', {
      path,
    });
  }
  checkOrder(chain);
  const [leaf, ...issuers] = chain as [PlacedCertificate, ...PlacedCertificate[]];
  const policy = { roots, at, checkSerialNumber: false };
  const issuer = await verifyIssuers(issuers, policy);
  const issuersPem = issuers.map(({ certificate }) => formatPem(certificate.der)).join('');
  if (!(await verifyLeaf(leaf, issuer, policy))) refuseIssued(issuer, leaf.path);
  const { certificate } = leaf;
  return {
    certificate: createVerifiedCertificate(certificate, { issuersPem, rootName: issuer.root.name }),
    publicKey: certificate.publicKey.point,
    ...readDeviceIdentity(certificate),
  };
}

function readChain(x5c: readonly Uint8Array[]): PlacedCertificate[] {
  if (x5c.length < 2 || x5c.length > MAX_LENGTH) {
    const message = `expected 2 to ${MAX_LENGTH} certificates, found ${x5c.length}`;
    throw new ManifestError('chain-length', message, { path: 'x5c' });
  }
  // Copies: what is verified and given out later must be what was read, whatever becomes of the caller's memory.
  return x5c.map((der, i) => readPlacedCertificate(new Uint8Array(der), `x5c[${i}]`));
}
