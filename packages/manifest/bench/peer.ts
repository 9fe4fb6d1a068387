import { X509Certificate } from 'node:crypto';
import type { SignedEntry } from '../src/index.js';
import type { TestLine } from '@cord/testing/manifest';
import { type FlattenedJWSInput, flattenedVerify, importX509 } from 'jose';

interface PeerPayload {
  uniqueId: string;
  publicKeySet: { keys: { x: string; y: string; x5c?: [string, string] }[] };
}

/**
 * The same verdict put together from what Node.js developers know: jose for the signature, Node.js for the certificates.
 * What it does not look at: duplicate members, critical and repeated extensions, key ids, canonical base64.
 */
export async function createPeerVerifier({
  factory,
  trust,
}: TestLine): Promise<(entry: SignedEntry) => Promise<string>> {
  const key = await importX509(factory.logSigner.certificatePem, 'ES256');
  const root = new X509Certificate(factory.root.certificatePem);
  const at = trust.at!.getTime();
  const signers = new Map<string, X509Certificate>();

  const signerOf = (text: string): X509Certificate => {
    const known = signers.get(text);
    if (known) return known;
    const signer = new X509Certificate(Buffer.from(text, 'base64'));
    mustHold(signer.ca && signer.checkIssued(root) && signer.verify(root.publicKey) && isValid(signer, at));
    signers.set(text, signer);
    return signer;
  };

  return async (entry) => {
    const { payload } = await flattenedVerify(entry as FlattenedJWSInput, key, { algorithms: ['ES256'] });
    const { uniqueId, publicKeySet } = JSON.parse(Buffer.from(payload).toString()) as PeerPayload;
    mustHold(entry.header?.uniqueId === uniqueId);
    const certified = publicKeySet.keys.find(({ x5c }) => x5c)!;
    const leaf = new X509Certificate(Buffer.from(certified.x5c![0], 'base64'));
    const signer = signerOf(certified.x5c![1]);
    mustHold(!leaf.ca && leaf.checkIssued(signer) && leaf.verify(signer.publicKey) && isValid(leaf, at));
    mustHold(leaf.subject.includes(uniqueId.toUpperCase()));
    const { x, y } = leaf.publicKey.export({ format: 'jwk' });
    mustHold(certified.x === x && certified.y === y);
    return leaf.fingerprint256 + leaf.toString();
  };
}

function isValid(certificate: X509Certificate, at: number): boolean {
  return Date.parse(certificate.validFrom) <= at && at <= Date.parse(certificate.validTo);
}

function mustHold(holds: boolean): void {
  if (!holds) throw new Error('expected a genuine entry');
}
