export type { SignedEntry } from './entry.js';
