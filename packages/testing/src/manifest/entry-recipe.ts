import {
  createSlotKeys,
  describeLeaf,
  describeLogSigner,
  describeLogSignerCertificate,
  describeRoot,
  describeSecureElement,
  describeSigner,
  issueCertificate,
  parsePem,
  signTexts,
  type CertificateOptions,
  type KeyedCertificate,
} from '@cord/device/secure-element';
import type { TestLine } from './test-line.js';

/** JSON on its way into an entry, open to any change. */
// eslint-disable-next-line typescript/no-explicit-any -- recipes break shapes on purpose
export type Json = any;

/** Where the making of one entry departs from the line's way; each step is given what the line would have used. */
export interface EntryRecipe {
  /** Another device root, with a key of its own. */
  readonly root?: (options: CertificateOptions) => CertificateOptions;
  /** Another signer certificate, with a key of its own. */
  readonly signer?: (options: CertificateOptions) => CertificateOptions;
  /** Another log signer, with a key of its own. */
  readonly logSigner?: (options: CertificateOptions) => CertificateOptions;
  readonly leaf?: (options: CertificateOptions) => CertificateOptions;
  readonly leafDer?: (der: Uint8Array) => Uint8Array;
  /** Base64 of leaf and signer, as they go into the payload. */
  readonly x5c?: (texts: string[]) => unknown;
  readonly payload?: (payload: Json) => unknown;
  readonly payloadText?: (json: string) => string | Uint8Array;
  readonly protectedHeader?: (header: Json) => unknown;
  readonly protectedText?: (json: string) => string | Uint8Array;
  /** After the signature was made. */
  readonly entry?: (entry: Json) => unknown;
  readonly entryText?: (json: string) => string | Uint8Array;
}

/** A step that leaves members out. */
export function without(...members: readonly string[]): (value: Json) => Json {
  return (value) => Object.fromEntries(Object.entries(value).filter(([member]) => !members.includes(member)));
}

/** An entry as the bytes of its JSON, and the certificates of its recipe that the line's trust does not know. */
export interface RecipeEntry {
  readonly text: Uint8Array;
  readonly logSigners: readonly string[];
  readonly deviceRoots: readonly string[];
}

/** Makes one entry of the line for this secure element, along a recipe. */
export async function createEntry(line: TestLine, uniqueId: string, recipe: EntryRecipe = {}): Promise<RecipeEntry> {
  const { factory } = line;
  const owner = { name: line.name, at: line.startedAt };
  const root = recipe.root ? await issueCertificate(recipe.root(describeRoot(owner))) : factory.root;
  const signer =
    recipe.root || recipe.signer
      ? await issueCertificate(keep(recipe.signer)(describeSigner(root, owner)))
      : factory.signer;
  const logSigner = recipe.logSigner
    ? await issueCertificate(recipe.logSigner(describeLogSignerCertificate(owner)))
    : factory.logSigner;
  const payload = await describePayload(line, { uniqueId, signer, recipe });
  const header = keep(recipe.protectedHeader)({ ...(await describeLogSigner(logSigner)) });
  const jws = await signTexts(
    {
      protectedHeader: keep(recipe.protectedText)(JSON.stringify(header)),
      payload: keep(recipe.payloadText)(JSON.stringify(payload)),
    },
    logSigner,
  );
  const entry = keep(recipe.entry)({ ...jws, header: { uniqueId } });
  return {
    text: toBytes(keep(recipe.entryText)(JSON.stringify(entry))),
    logSigners: recipe.logSigner ? [logSigner.certificatePem] : [],
    deviceRoots: recipe.root ? [root.certificatePem] : [],
  };
}

async function describePayload(
  line: TestLine,
  { uniqueId, signer, recipe }: { uniqueId: string; signer: KeyedCertificate; recipe: EntryRecipe },
): Promise<unknown> {
  const keyPairs = await createSlotKeys();
  const factory = { ...line.factory, signer };
  const element = { uniqueId, at: line.startedAt, keyPairs, keyPair: keyPairs[0] };
  const leaf = await issueCertificate(keep(recipe.leaf)(describeLeaf(factory, element)));
  const leafDer = keep(recipe.leafDer)(parsePem(leaf.certificatePem));
  const x5c = [leafDer, parsePem(signer.certificatePem)].map((der) => Buffer.from(der).toString('base64'));
  const payload = await describeSecureElement(factory, { ...element, x5c: keep(recipe.x5c)(x5c) as string[] });
  return keep(recipe.payload)(payload);
}

/** The step of a recipe, or the one that changes nothing. */
function keep<In, Out>(step: ((value: In) => Out) | undefined): (value: In) => In | Out {
  return step ?? ((value) => value);
}

function toBytes(text: string | Uint8Array): Uint8Array {
  return typeof text === 'string' ? new TextEncoder().encode(text) : text;
}
