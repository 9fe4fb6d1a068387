import { createHash, createPrivateKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { type Factory, parsePem, provisionSecureElement } from '@cord/device/secure-element';
import type { SignedEntry } from '@cord/manifest';

/** Where the parts of a device certificate lie which differ from one secure element to the next. */
interface LeafTemplate {
  /** What the signature covers, as the template has it. */
  readonly signedPart: Buffer;
  readonly serialNumberAt: number;
  readonly commonNameAt: number;
  readonly pointAt: number;
  readonly keyIdentifierAt: number;
}

interface PublicJwk {
  readonly x: string;
  readonly y: string;
}

/** ecdsa-with-SHA256 as an AlgorithmIdentifier. */
const ECDSA_WITH_SHA256 = Buffer.from('300a06082a8648ce3d040302', 'hex');
const POOL_SIZE = 256;

/**
 * Makes distinct, genuine entries by the thousand: about a fifth of a millisecond each, where the provisioning line takes ten.
 * Every leaf has a key, name, serial number and signature of its own; the slots without certificate take keys from a pool.
 *
 * @param options.count  how many; unique ids count upwards
 * @param options.at     when they are provisioned
 */
export async function* createBulkEntries(
  factory: Factory,
  options: { count: number; at: Date },
): AsyncGenerator<SignedEntry, void, undefined> {
  const element = await provisionSecureElement(factory, { at: options.at });
  const template = readTemplate(parsePem(element.certificatePem), element.uniqueId);
  const header = element.entry.protected;
  const payload = JSON.parse(Buffer.from(element.entry.payload, 'base64url').toString()) as {
    uniqueId: string;
    publicKeySet: { keys: (PublicJwk & { x5c?: string[] })[] };
  };
  const signerKey = createPrivateKey(factory.signer.privateKeyPem);
  const logSignerKey = createPrivateKey(factory.logSigner.privateKeyPem);
  const pool = Array.from({ length: POOL_SIZE }, () => publicJwk(createKey()));
  const signerText = payload.publicKeySet.keys[0]!.x5c![1]!;
  for (let i = 0; i < options.count; i++) {
    const uniqueId = `0123${i.toString(16).padStart(12, '0')}01`;
    const certified = publicJwk(createKey());
    const leaf = fillTemplate(template, { uniqueId, jwk: certified, signerKey });
    const keys = payload.publicKeySet.keys.map((key, slot) =>
      slot === 0
        ? { ...key, ...certified, x5c: [leaf.toString('base64'), signerText] }
        : { ...key, ...pool[(i + slot * 31) % POOL_SIZE] },
    );
    const text = Buffer.from(JSON.stringify({ ...payload, uniqueId, publicKeySet: { keys } })).toString('base64url');
    const key = { key: logSignerKey, dsaEncoding: 'ieee-p1363' } as const;
    const signature = sign('sha256', Buffer.from(`${header}.${text}`), key).toString('base64url');
    yield { payload: text, protected: header, header: { uniqueId }, signature };
  }
}

function readTemplate(der: Uint8Array, uniqueId: string): LeafTemplate {
  const bytes = Buffer.from(der);
  // The certificate is SEQUENCE { signed part, algorithm, signature }: the first inner value, whose length takes two bytes.
  const signedPart = bytes.subarray(4, 8 + bytes.readUInt16BE(6));
  const pointAt = signedPart.indexOf(Buffer.from('034200', 'hex')) + 3;
  const keyIdentifier = createHash('sha1')
    .update(signedPart.subarray(pointAt, pointAt + 65))
    .digest();
  return {
    signedPart,
    serialNumberAt: signedPart.indexOf(Buffer.from('0210', 'hex')) + 2,
    commonNameAt: signedPart.indexOf(uniqueId.toUpperCase()),
    pointAt,
    keyIdentifierAt: signedPart.indexOf(keyIdentifier),
  };
}

function fillTemplate(
  template: LeafTemplate,
  { uniqueId, jwk, signerKey }: { uniqueId: string; jwk: PublicJwk; signerKey: KeyObject },
): Buffer {
  const signedPart = Buffer.from(template.signedPart);
  const point = Buffer.concat([Buffer.of(4), Buffer.from(jwk.x, 'base64url'), Buffer.from(jwk.y, 'base64url')]);
  signedPart.write(uniqueId.toUpperCase(), template.commonNameAt, 'latin1');
  point.copy(signedPart, template.pointAt);
  createHash('sha1').update(point).digest().copy(signedPart, template.keyIdentifierAt);
  const serialNumber = createHash('sha256').update(point).digest().subarray(0, 16);
  serialNumber[0] = (serialNumber[0]! & 0x3f) | 0x40;
  serialNumber.copy(signedPart, template.serialNumberAt);
  const signature = sign('sha256', signedPart, signerKey);
  const bits = Buffer.concat([Buffer.of(3, signature.length + 1, 0), signature]);
  const body = Buffer.concat([signedPart, ECDSA_WITH_SHA256, bits]);
  const head = Buffer.of(0x30, 0x82, body.length >> 8, body.length & 0xff);
  return Buffer.concat([head, body]);
}

function createKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey;
}

function publicJwk(key: KeyObject): PublicJwk {
  const { x, y } = key.export({ format: 'jwk' });
  return { x: x!, y: y! };
}
