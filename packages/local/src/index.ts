export { startLocalBackend, type LocalBackend } from './backend.js';
export { checkFolder, type Finding } from './doctor/check-folder.js';
export { repairFolder, type Repair } from './doctor/repair-folder.js';
export { LocalError, type LocalErrorCode } from './errors.js';
export type { FleetStatus } from './http/view-routes.js';
export type { SqlAnswer } from './lake/protocol/lake-calls.js';
export { LakeRefusal, type LakeRefusalCode } from './lake/protocol/lake-refusal.js';
export { queryFolder } from './query-folder.js';
export { startSimulatedFleet, type SimulatedFleet } from './simulation/simulated-fleet.js';
