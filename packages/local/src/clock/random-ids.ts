import { randomUUID } from 'node:crypto';
import type { Ids } from '@cord/fleet';

/** Ids that nobody can guess: UUIDs, version 4. */
export const randomIds: Ids = { nextId: () => randomUUID() };
