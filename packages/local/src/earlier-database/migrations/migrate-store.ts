import { LocalError } from '../../errors.js';
import type { FoundVersion, MigratedStore, MigrationStep } from './migrated-store.js';

/** What was done to an older store. */
export interface Migration {
  from: number;
  to: number;
  /** Where the store lies as it was before. */
  copy: string;
}

const WAY_OUT = 'put a copy of it back, or name another --data-dir';

/**
 * Takes a store along to the last step: each step once, in order, whole or not at all, after a copy of an older store was put
 * aside. A step that breaks off is taken anew at the next start, from where the store then stands. `undefined` where there was
 * nothing to take along: the store is at the last step, or empty and now is.
 *
 * Throws: `LocalError` `data-folder-newer`, `data-folder-damaged`, `data-folder-not-migrated`.
 */
export async function migrateStore<Access>(
  store: MigratedStore<Access>,
  steps: readonly MigrationStep<Access>[],
): Promise<Migration | undefined> {
  const newest = steps.length;
  const found = await store.readVersion();
  const from = judgeVersion(store.name, found, newest);
  const copy = from < newest && found.kind !== 'empty' ? await putAside(store, from) : undefined;
  for (const step of steps.slice(from)) await takeStep(store, step, copy);
  return copy === undefined ? undefined : { from, to: newest, copy };
}

/** The version to go on from. Throws: `LocalError` `data-folder-newer`, `data-folder-damaged`. */
export function judgeVersion(name: string, found: FoundVersion, newest: number): number {
  switch (found.kind) {
    case 'empty':
      return 0;
    case 'unversioned':
      throw new LocalError('data-folder-damaged', `${name} holds data but no version of it; ${WAY_OUT}`);
    case 'damaged':
      throw new LocalError(
        'data-folder-damaged',
        `the version in ${name} is ${found.found}, expected one whole number from 0 to ${newest}; ${WAY_OUT}`,
      );
    case 'version':
      if (found.version <= newest) return found.version;
      throw new LocalError(
        'data-folder-newer',
        `${name} has version ${found.version}, this version of cord reads up to ${newest}; use the cord that wrote it, or name another --data-dir`,
      );
  }
}

async function putAside<Access>(store: MigratedStore<Access>, version: number): Promise<string> {
  try {
    return await store.backup(version);
  } catch (cause) {
    throw new LocalError(
      'data-folder-not-migrated',
      `no copy of ${store.name} (version ${version}) could be put aside: ${reasonOf(cause)}; nothing was changed`,
      { cause },
    );
  }
}

async function takeStep<Access>(
  store: MigratedStore<Access>,
  step: MigrationStep<Access>,
  copy: string | undefined,
): Promise<void> {
  try {
    await store.transaction(async (access) => {
      await step.up(access);
      await store.writeVersion(access, step.number);
    });
  } catch (cause) {
    const where = copy === undefined ? '' : `, and a copy from before lies at ${copy}`;
    throw new LocalError(
      'data-folder-not-migrated',
      `step ${step.number} (${step.name}) failed on ${store.name}: ${reasonOf(cause)}; it stands at version ${step.number - 1}${where}`,
      { cause },
    );
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
