export { MemoryAlertStore } from './alert-store.js';
export { CountingIds, ManualClock } from './clock.js';
export { MemoryCommandStore } from './command-store.js';
export { MemoryDeviceControl } from './device-control.js';
export { MemoryDeviceRegistry } from './device-registry.js';
export { MemoryNotifier } from './notifier.js';
export { MemoryPublisher } from './publisher.js';
export { MemorySweepProgress } from './sweep-progress.js';
export { MemoryTelemetryHistory } from './telemetry-history.js';
