export { createBulkEntries } from './bulk-entries.js';
export { createEntry, type EntryRecipe, type Json, type RecipeEntry } from './entry-recipe.js';
export {
  UNIQUE_IDS,
  createFaultyManifest,
  createManifest,
  createManifestWithFault,
  everyEntryFault,
  formatManifest,
  type TestManifest,
} from './faulty-manifest.js';
export type { EntryFault, ManifestFault } from './faults/fault.js';
export { manifestFaults, zip } from './faults/manifest-faults.js';
export { describeVectors, type VectorFolder } from './vector-folder.js';
export { createTestLine, type TestLine } from './test-line.js';
