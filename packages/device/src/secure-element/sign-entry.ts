import { webcrypto } from 'node:crypto';
import type { SignedEntry } from '@cord/manifest';
import { Certificate } from 'pkijs';
import type { KeyedCertificate } from './issue-certificate.js';
import { parsePrivateKey, publicPoint } from './key-pair.js';
import { parsePem } from './pem.js';

/**
 * Signs one manifest entry as a manifest signer does: ES256 over a flattened JWS.
 *
 * @param payload    what the entry says; its `uniqueId` is repeated in the unsigned header, as genuine entries do
 * @param logSigner  key and certificate that sign entries
 */
export async function signEntry(
  payload: { readonly uniqueId: string; readonly [member: string]: unknown },
  logSigner: KeyedCertificate,
): Promise<SignedEntry> {
  const protectedHeader = JSON.stringify(await describeLogSigner(logSigner));
  const jws = await signTexts({ protectedHeader, payload: JSON.stringify(payload) }, logSigner);
  return { ...jws, header: { uniqueId: payload.uniqueId } };
}

/** What a protected header says about who signed: the key by its identifier, the certificate by its SHA-256. */
export async function describeLogSigner(logSigner: KeyedCertificate): Promise<Readonly<Record<string, unknown>>> {
  const certificate = parsePem(logSigner.certificatePem);
  return {
    alg: 'ES256',
    kid: base64url(await keyIdentifier(certificate)),
    typ: 'JWT',
    'x5t#S256': base64url(await webcrypto.subtle.digest('SHA-256', certificate)),
  };
}

/** Signs any two texts or byte strings as header and payload of a flattened JWS; whether they make sense is not asked. */
export async function signTexts(
  texts: { protectedHeader: string | Uint8Array; payload: string | Uint8Array },
  logSigner: KeyedCertificate,
): Promise<{ payload: string; protected: string; signature: string }> {
  const encodedHeader = base64url(texts.protectedHeader);
  const encodedPayload = base64url(texts.payload);
  const key = await parsePrivateKey(logSigner.privateKeyPem);
  const signingInput = new TextEncoder().encode(`${encodedHeader}.${encodedPayload}`);
  const signature = await webcrypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, key, signingInput);
  return { payload: encodedPayload, protected: encodedHeader, signature: base64url(signature) };
}

/** A public key as manifests write it. Shape: JWK with the slot as `kid`. */
export async function formatSlotKey(slot: number, key: webcrypto.CryptoKey) {
  const point = await publicPoint(key);
  return {
    kid: String(slot),
    kty: 'EC',
    crv: 'P-256',
    x: base64url(point.subarray(1, 33)),
    y: base64url(point.subarray(33)),
  };
}

async function keyIdentifier(certificateDer: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  const point = Certificate.fromBER(certificateDer).subjectPublicKeyInfo.subjectPublicKey.valueBlock.valueHexView;
  return webcrypto.subtle.digest('SHA-1', new Uint8Array(point));
}

function base64url(value: string | Uint8Array | ArrayBuffer): string {
  return Buffer.from(value as Uint8Array).toString('base64url');
}
