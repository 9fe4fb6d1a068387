import { sha256 } from '#platform/crypto';
import { readName } from '../certificate/distinguished-name.js';
import type { TrustedRoot } from '../chain/issuer.js';
import { decodeBase64url, encodeBase64url } from '../encoding/base64.js';
import { DerReader } from '../encoding/der.js';
import { formatHex, parseHex } from '../encoding/hex.js';
import { ManifestError, quote } from '../errors.js';
import { importJwk, importPoint } from '../jws/es256.js';
import type { ProtectedHeader } from '../jws/protected-header.js';
import type { Policy } from '../options.js';
import type { Es256Key } from '../platform/es256-key.js';
import type { SignerTrust } from '../verified-entry.js';
import { microchipDeviceRoots, type DeviceRoot } from './microchip-device-roots.js';
import { microchipLogSigners, microchipTestSigner, type LogSigner } from './microchip-log-signers.js';
import { readTrustedCertificates, type TrustedCertificate } from './trusted-certificate.js';

/** A log signer as entries are judged by it. */
export interface TrustedLogSigner {
  readonly name: string;
  /** Base64url. */
  readonly kid: string;
  readonly trust: SignerTrust;
  readonly notAfter: Date;
  readonly key: Es256Key;
}

/** Whom one call believes. */
export interface Trust {
  /** By `x5t#S256`. */
  readonly logSigners: ReadonlyMap<string, TrustedLogSigner>;
  readonly roots: readonly TrustedRoot[];
}

/**
 * Gathers whom a call believes: Microchip's tables and the caller's certificates. A certificate of Microchip's keeps its
 * standing when the caller names it too.
 *
 * Throws: `certificate-malformed`, `key-malformed` for a certificate of the caller's, with its place in the options.
 */
export async function createTrust(policy: Policy): Promise<Trust> {
  const logSigners = new Map<string, TrustedLogSigner>();
  for (const certificate of await readTrustedCertificates(policy.logSigners, 'options.logSigners')) {
    const thumbprint = sha256(certificate.der);
    logSigners.set(encodeBase64url(thumbprint), await createCustomLogSigner(certificate, formatHex(thumbprint)));
  }
  if (policy.trustMicrochip) {
    for (const logSigner of microchipLogSigners) await addLogSigner(logSigners, logSigner, 'microchip');
  }
  if (policy.allowTestSigner) await addLogSigner(logSigners, microchipTestSigner, 'test');
  return { logSigners, roots: await createRoots(policy) };
}

/**
 * The log signer that an entry names, by the SHA-256 of its certificate and held to its key id.
 *
 * Throws: `signer-unknown`, `signer-kid-mismatch`, `signer-test-not-allowed`, `signer-expired`.
 */
export function chooseLogSigner(header: ProtectedHeader, { logSigners }: Trust, policy: Policy): TrustedLogSigner {
  const { kid, 'x5t#S256': thumbprint } = header;
  const logSigner = logSigners.get(thumbprint ?? '');
  if (!logSigner) return refuseThumbprint(thumbprint);
  if (kid !== logSigner.kid) {
    const message = `expected key ${logSigner.kid} of ${logSigner.name}, found ${quote(kid)}`;
    throw new ManifestError('signer-kid-mismatch', message, { path: 'protected.kid' });
  }
  if (policy.signerExpiry === 'reject' && policy.at > logSigner.notAfter) {
    const expected = `${logSigner.name} to be valid at ${policy.at.toISOString()}`;
    const message = `expected ${expected}, found its end at ${logSigner.notAfter.toISOString()}`;
    throw new ManifestError('signer-expired', message, { path: 'protected.x5t#S256' });
  }
  return logSigner;
}

function refuseThumbprint(thumbprint: string | undefined): never {
  const path = 'protected.x5t#S256';
  if (thumbprint === encodeBase64url(parseHex(microchipTestSigner.sha256))) {
    const message = `expected a production signer, found ${microchipTestSigner.name}`;
    throw new ManifestError('signer-test-not-allowed', message, { path });
  }
  const message = `expected the SHA-256 of a trusted log signer, found ${quote(thumbprint)}`;
  throw new ManifestError('signer-unknown', message, { path });
}

/** Takes certificates of the caller's as roots. Throws: `key-malformed` for a key that is not on its curve. */
export async function createCustomRoots(certificates: readonly TrustedCertificate[]): Promise<TrustedRoot[]> {
  return Promise.all(certificates.map(createCustomRoot));
}

async function createRoots(policy: Policy): Promise<TrustedRoot[]> {
  const own = policy.trustMicrochip ? await Promise.all(microchipDeviceRoots.map(createMicrochipRoot)) : [];
  return [
    ...own,
    ...(await createCustomRoots(await readTrustedCertificates(policy.deviceRoots, 'options.deviceRoots'))),
  ];
}

async function addLogSigner(
  logSigners: Map<string, TrustedLogSigner>,
  logSigner: LogSigner,
  trust: SignerTrust,
): Promise<void> {
  const { name, kid, notAfter } = logSigner;
  const key = await importJwk(logSigner.publicKey);
  logSigners.set(encodeBase64url(parseHex(logSigner.sha256)), { name, kid, trust, notAfter, key });
}

async function createCustomLogSigner(certificate: TrustedCertificate, sha256Hex: string): Promise<TrustedLogSigner> {
  const { name, keyIdentifier, notAfter } = certificate;
  if (keyIdentifier === undefined) {
    throw new ManifestError(
      'certificate-malformed',
      `expected a subject key identifier in log signer ${name}, found none`,
    );
  }
  const isMicrochip = microchipLogSigners.some((logSigner) => logSigner.sha256 === sha256Hex);
  const isTest = microchipTestSigner.sha256 === sha256Hex;
  return {
    name,
    kid: encodeBase64url(keyIdentifier),
    trust: isTest ? 'test' : isMicrochip ? 'microchip' : 'custom',
    notAfter,
    key: await importPoint(certificate.point),
  };
}

async function createCustomRoot(certificate: TrustedCertificate): Promise<TrustedRoot> {
  const { name, subject, notBefore, notAfter } = certificate;
  return { name, subject, notBefore, notAfter, extensions: certificate, key: await importPoint(certificate.point) };
}

async function createMicrochipRoot(root: DeviceRoot): Promise<TrustedRoot> {
  const { name, notBefore, notAfter } = root;
  return {
    name,
    notBefore,
    notAfter,
    subject: readName(new DerReader(parseHex(root.subject))),
    extensions: { isAuthority: true, keyIdentifier: decodeBase64url(root.kid) },
    key: await importJwk(root.publicKey),
  };
}
