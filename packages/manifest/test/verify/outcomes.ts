import { ManifestError, type VerificationReport } from '../../src/index.js';

/** All that a verification says, in one form to compare: bytes as hex, errors by all their members, getters read. */
export async function readOutcomes(verify: () => Promise<VerificationReport>): Promise<unknown> {
  try {
    return toPlain(await verify());
  } catch (error) {
    if (error instanceof ManifestError) return toPlain(error);
    throw error;
  }
}

function toPlain(value: unknown): unknown {
  if (value instanceof ManifestError) {
    const { code, message, index, uniqueId, path } = value;
    return { code, message, index, uniqueId, path };
  }
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(toPlain);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, toPlain(member)]));
}
