import { createFactory, type Factory } from '@cord/device/secure-element';
import type { VerifyOptions } from '@cord/manifest';

/** A provisioning line of our own, and what a verifier must be told to believe it. */
export interface TestLine {
  readonly name: string;
  readonly factory: Factory;
  /** When the line started; entries are provisioned then too. */
  readonly startedAt: Date;
  /** Trusts this line alone, a day after its start. */
  readonly trust: VerifyOptions;
}

const DAY_MS = 86_400_000;
const STARTED_AT = new Date('2026-03-04T05:06:07.890Z');

/** Makes a line with keys of its own; all lines start at the same moment, so that nothing depends on today. */
export async function createTestLine(name = 'Example Works'): Promise<TestLine> {
  const factory = await createFactory({ name, at: STARTED_AT });
  return {
    name,
    factory,
    startedAt: STARTED_AT,
    trust: {
      at: new Date(STARTED_AT.getTime() + DAY_MS),
      logSigners: [factory.logSigner.certificatePem],
      deviceRoots: [factory.root.certificatePem],
      trustMicrochip: false,
    },
  };
}
