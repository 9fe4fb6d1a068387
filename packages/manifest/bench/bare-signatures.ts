import { type KeyObject, createPublicKey, verify, webcrypto } from 'node:crypto';
import type { SignedEntry } from '../src/index.js';
import type { TestLine } from '@cord/testing/manifest';
import { sideBySide } from './side-by-side.js';

/** One signature with all that is needed to verify it, ready made. */
interface Signature {
  readonly key: 'logSigner' | 'signer';
  readonly signed: Uint8Array;
  readonly signature: Uint8Array;
}

/**
 * The least that must be done: the two signatures of every entry, decoded beforehand, and nothing else. Each verifies, so that
 * the work is the same as in earnest.
 */
export class BareSignatures {
  private constructor(
    private readonly signatures: readonly Signature[],
    private readonly keys: Readonly<Record<Signature['key'], { web: webcrypto.CryptoKey; node: KeyObject }>>,
  ) {}

  static async from(entries: readonly SignedEntry[], { factory }: TestLine): Promise<BareSignatures> {
    const signatures = entries.flatMap((entry) => [entrySignature(entry), leafSignature(entry)]);
    return new BareSignatures(signatures, {
      logSigner: await readKeys(factory.logSigner.certificatePem),
      signer: await readKeys(factory.signer.certificatePem),
    });
  }

  /** By WebCrypto. */
  verifyByWebCrypto(): Promise<void> {
    const algorithm = { name: 'ECDSA', hash: 'SHA-256' };
    return sideBySide(this.signatures.length, async (i) => {
      const { key, signature, signed } = this.signatures[i]!;
      mustHold(await webcrypto.subtle.verify(algorithm, this.keys[key].web, signature, signed));
    });
  }

  /** By `crypto.verify` with a callback, which uses all cores too. */
  verifyByNodeCrypto(): Promise<void> {
    return sideBySide(this.signatures.length, async (i) => {
      const { key, signature, signed } = this.signatures[i]!;
      const options = { key: this.keys[key].node, dsaEncoding: 'ieee-p1363' as const };
      mustHold(
        await new Promise((resolve, reject) => {
          verify('sha256', signed, options, signature, (error, holds) => (error ? reject(error) : resolve(holds)));
        }),
      );
    });
  }
}

function mustHold(holds: unknown): void {
  if (holds !== true) throw new Error('expected a signature that holds');
}

async function readKeys(pem: string) {
  const node = createPublicKey(pem);
  const spki = node.export({ type: 'spki', format: 'der' });
  const web = await webcrypto.subtle.importKey('spki', spki, { name: 'ECDSA', namedCurve: 'P-256' }, false, ['verify']);
  return { web, node };
}

function entrySignature(entry: SignedEntry): Signature {
  const signed = new TextEncoder().encode(`${entry.protected}.${entry.payload}`);
  return { key: 'logSigner', signed, signature: Buffer.from(entry.signature, 'base64url') };
}

function leafSignature(entry: SignedEntry): Signature {
  const payload = JSON.parse(Buffer.from(entry.payload, 'base64url').toString()) as {
    publicKeySet: { keys: { x5c?: string[] }[] };
  };
  const der = Buffer.from(payload.publicKeySet.keys[0]!.x5c![0]!, 'base64');
  const signed = der.subarray(4, 8 + der.readUInt16BE(6));
  const signature = Buffer.alloc(64);
  // Behind the signed part and the algorithm (12 bytes): BIT STRING { SEQUENCE { r, s } }.
  let at = 4 + signed.length + 12 + 3 + 2;
  for (const end of [32, 64]) {
    const integer = der.subarray(at + 2, at + 2 + der[at + 1]!);
    const magnitude = integer.subarray(Math.max(0, integer.length - 32));
    signature.set(magnitude, end - magnitude.length);
    at += 2 + integer.length;
  }
  return { key: 'signer', signed: Uint8Array.from(signed), signature };
}
