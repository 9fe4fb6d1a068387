// The test kit stands between the core and the device layer, so that the core's own tests depend on nothing else.
export {
  describeLogSigner,
  issueCertificate,
  parsePem,
  signTexts,
  type CertificateExtension,
  type CertificateOptions,
  type KeyedCertificate,
} from '@cord/device/secure-element';
export { createBulkEntries } from './bulk-entries.js';
export { createEntry, without, type EntryRecipe, type Json, type RecipeEntry } from './entry-recipe.js';
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
