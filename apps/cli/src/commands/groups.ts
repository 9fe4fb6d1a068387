import type { CommandGroup } from './group.js';

/** Every first word of the command line; the rest of a group is imported when it is called. */
export const groups: readonly CommandGroup[] = [
  {
    name: 'dev',
    description: 'run the whole backend on this machine',
    load: async () => (await import('./dev/dev.js')).declareDev,
  },
  {
    name: 'manifest',
    description: 'work with manifests of secure elements',
    load: async () => (await import('./manifest/manifest.js')).declareManifest,
  },
  {
    name: 'devices',
    description: 'the devices of the local backend',
    load: async () => (await import('./devices/devices.js')).declareDevices,
  },
];
