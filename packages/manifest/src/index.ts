export { verifyDeviceChain, type DeviceChain } from './device-chain.js';
export type { DeviceIdentity } from './device-identity.js';
export type { SignedEntry } from './entry.js';
export {
  ManifestError,
  type ChainErrorCode,
  type ContainerErrorCode,
  type EntryErrorCode,
  type ManifestErrorCode,
  type ManifestLocation,
  type ManifestWarning,
  type PayloadErrorCode,
  type SignerErrorCode,
} from './errors.js';
export type { JsonWebKey } from './es256.js';
export { verifyJws } from './jws.js';
export { microchipDeviceRoots, type DeviceRoot } from './microchip-device-roots.js';
export { microchipLogSigners, microchipTestSigner, type LogSigner } from './microchip-log-signers.js';
export { DEFAULT_LIMITS, type ManifestLimits, type VerifyOptions } from './options.js';
export { parseManifest } from './parse.js';
export type { ProtectedHeader } from './protected-header.js';
export type { EntryOutcome, VerificationReport } from './report.js';
export type {
  ModelInfo,
  Organization,
  PublicData,
  PublicJwk,
  SignerTrust,
  VerifiedCertificate,
  VerifiedEntry,
  VerifiedEntryV1,
  VerifiedEntryV2,
  VerifiedEntryV3,
  VerifiedKey,
  VerifiedSigner,
} from './verified-entry.js';
export { verifyEntry, verifyManifest, verifyManifestStream } from './verify.js';
