import { ManifestError, verifyManifest, type VerifyOptions } from '@cord/manifest';
import { CommandError } from '../../command-error.js';
import type { Ports } from '../../ports/ports.js';

export interface TrustOptions {
  at?: string;
  allowTestSigner: boolean;
  signer?: string[];
  root?: string[];
}

/**
 * Whom to trust, and when. Certificates are looked at before any manifest is, so that one that is none is told by its file.
 *
 * Throws: `CommandError` `invalid-option`, `file-not-found`, `file-unreadable`.
 */
export async function readTrust(
  { at, allowTestSigner, signer = [], root = [] }: TrustOptions,
  readFile: Ports['readFile'],
): Promise<VerifyOptions> {
  const date = at === undefined ? undefined : new Date(at);
  if (date !== undefined && Number.isNaN(date.getTime())) {
    throw new CommandError('invalid-option', `'${at}' is no date, expected such as 2026-01-31`);
  }
  return {
    ...(date !== undefined && { at: date }),
    allowTestSigner,
    logSigners: await Promise.all(signer.map((path) => readCertificate(path, 'logSigners', readFile))),
    deviceRoots: await Promise.all(root.map((path) => readCertificate(path, 'deviceRoots', readFile))),
  };
}

async function readCertificate(
  path: string,
  role: 'logSigners' | 'deviceRoots',
  readFile: Ports['readFile'],
): Promise<Uint8Array> {
  const bytes = await readFile(path);
  // Nothing of a key is repeated.
  const isKey = new TextDecoder().decode(bytes).includes('PRIVATE KEY-----');
  if (isKey)
    throw new CommandError('file-unreadable', `cannot read ${path}: expected a certificate, found a private key`);
  try {
    await verifyManifest('[]', { [role]: [bytes] });
  } catch (cause) {
    if (!(cause instanceof ManifestError)) throw cause;
    throw new CommandError('file-unreadable', `cannot read ${path}: ${cause.message}`, { cause });
  }
  return bytes;
}
