export { verifyDeviceChain, type DeviceChain } from './verify/verify-device-chain.js';
export type { DeviceIdentity } from './certificate/device-identity.js';
export type { SignedEntry } from './container/signed-entry.js';
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
export type { JsonWebKey } from './jws/es256.js';
export { verifyJws } from './jws/verify-jws.js';
export { microchipDeviceRoots, type DeviceRoot } from './trust/microchip-device-roots.js';
export { microchipLogSigners, microchipTestSigner, type LogSigner } from './trust/microchip-log-signers.js';
export { DEFAULT_LIMITS, type ManifestLimits, type VerifyOptions } from './options.js';
export { parseManifest } from './container/parse-manifest.js';
export type { ProtectedHeader } from './jws/protected-header.js';
export type { EntryOutcome, VerificationReport } from './verify/report.js';
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
export { verifyEntry, verifyManifest, verifyManifestStream } from './verify-manifest.js';
