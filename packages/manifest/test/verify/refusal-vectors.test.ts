import { readFileSync } from 'node:fs';
import { type VerifyOptions, verifyManifest } from '../../src/index.js';
import type { RefusalVectors } from './refusal-vectors.js';

const vectors = JSON.parse(
  readFileSync(new URL('../../vectors/refusals.json', import.meta.url), 'utf8'),
) as RefusalVectors;

describe('the vectors', () => {
  it.each(vectors.cases)('$name is refused with $code and the same words as ever', async (vector) => {
    const { code, path, message, entryBase64, name: _name, ...own } = vector;
    const options: VerifyOptions = {
      ...own,
      at: new Date(vectors.at),
      logSigners: [...vectors.logSigners, ...(own.logSigners ?? [])],
      deviceRoots: [...vectors.deviceRoots, ...(own.deviceRoots ?? [])],
      trustMicrochip: false,
    };
    const manifest = Buffer.concat([Buffer.from('['), Buffer.from(entryBase64, 'base64'), Buffer.from(']')]);
    const { outcomes } = await verifyManifest(manifest, options);
    expect(outcomes).toMatchObject([{ ok: false, error: { code, path, message, index: 0 } }]);
  });
});
