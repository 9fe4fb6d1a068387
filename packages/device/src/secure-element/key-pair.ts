import { webcrypto } from 'node:crypto';
import { formatPem, parsePem } from './pem.js';

const P256 = { name: 'ECDSA', namedCurve: 'P-256' } as const;

/** Makes a P-256 key pair, extractable because this secure element is made of files. */
export async function createKeyPair(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(P256, true, ['sign', 'verify']);
}

/** Reads a P-256 private key for signing. Shape: PKCS#8 PEM. */
export async function parsePrivateKey(pem: string): Promise<webcrypto.CryptoKey> {
  return webcrypto.subtle.importKey('pkcs8', parsePem(pem), P256, true, ['sign']);
}

/** Writes a private key. Shape: PKCS#8 PEM. */
export async function formatPrivateKey(key: webcrypto.CryptoKey): Promise<string> {
  return formatPem('PRIVATE KEY', await webcrypto.subtle.exportKey('pkcs8', key));
}

/** The uncompressed public point. Shape: 65 bytes, `04 ‖ X ‖ Y`. */
export async function publicPoint(key: webcrypto.CryptoKey): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await webcrypto.subtle.exportKey('raw', key));
}
