import { constants, createPublicKey, privateDecrypt, publicEncrypt, type KeyObject } from 'node:crypto';
import { DeviceError } from '../errors.js';

/** RSA-2048 with PKCS#1 v1.5 padding holds this much. Source: RFC 8017 section 7.2.1. */
const MAX_SECRET_BYTES = 245;

/**
 * Encrypts a secret for the cord as its firmware expects: RSA PKCS#1 v1.5 of the UTF-8 text, in base64.
 * `sessionKey` is the session's own form: base64 of a PEM public key.
 *
 * Throws: `DeviceError` `session-key-invalid`, `secret-too-long`.
 */
export function encryptForSession(sessionKey: string, secret: string): string {
  const key = readSessionKey(sessionKey);
  const bytes = Buffer.from(secret, 'utf8');
  if (bytes.length > MAX_SECRET_BYTES) {
    throw new DeviceError(
      'secret-too-long',
      `secret of ${bytes.length} bytes does not fit the cord, at most ${MAX_SECRET_BYTES}`,
    );
  }
  return publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, bytes).toString('base64');
}

/**
 * The cord's side of {@link encryptForSession}: the secret, or `undefined` when the text was not made for this key.
 * Node refuses to unpad PKCS#1 v1.5 because a remote oracle could abuse it (CVE-2023-46809); the contract leaves no other
 * padding, and this key serves one simulated cord for one session on loopback, so the padding is read here.
 */
export function decryptForSession(privateKey: KeyObject, cipherText: string): string | undefined {
  const block = decryptBlock(privateKey, cipherText);
  if (block === undefined || block[0] !== 0 || block[1] !== 2) return undefined;
  const end = block.indexOf(0, 2);
  return end >= 10 ? block.subarray(end + 1).toString('utf8') : undefined;
}

function decryptBlock(privateKey: KeyObject, cipherText: string): Buffer | undefined {
  const bytes = Buffer.from(cipherText, 'base64');
  const modulusBytes = (privateKey.asymmetricKeyDetails?.modulusLength ?? 0) / 8;
  if (bytes.length !== modulusBytes) return undefined;
  try {
    return privateDecrypt({ key: privateKey, padding: constants.RSA_NO_PADDING }, bytes);
  } catch {
    // A number above the modulus: not made for this key.
    return undefined;
  }
}

function readSessionKey(sessionKey: string): KeyObject {
  try {
    return createPublicKey(Buffer.from(sessionKey, 'base64').toString('utf8'));
  } catch (cause) {
    throw new DeviceError('session-key-invalid', 'session_key is not base64 of a PEM public key', { cause });
  }
}
