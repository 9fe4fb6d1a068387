export { startLocalBackend, type LocalBackend } from './backend.js';
export { checkFolder, type Finding } from './doctor/check-folder.js';
export { repairFolder, type Repair } from './doctor/repair-folder.js';
export { LocalError, type LocalErrorCode } from './errors.js';
export type { FleetStatus } from './http/view-routes.js';
export { startSimulatedFleet, type SimulatedFleet } from './simulation/simulated-fleet.js';
