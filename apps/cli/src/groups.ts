import type { CommandGroup } from './group.js';

/** Every first word of the command line; the rest of a group is imported when it is called. */
export const groups: readonly CommandGroup[] = [
  {
    name: 'dev',
    description: 'run the whole backend on this machine',
    load: async () => (await import('./commands/dev/dev.js')).declareDev,
  },
  {
    name: 'manifest',
    description: 'work with manifests of secure elements',
    load: async () => (await import('./commands/manifest/manifest.js')).declareManifest,
  },
  {
    name: 'devices',
    description: 'the devices of the local backend',
    load: async () => (await import('./commands/devices/devices.js')).declareDevices,
  },
  {
    name: 'query',
    description: 'ask what cords measured, by SQL',
    load: async () => (await import('./commands/query/query.js')).declareQuery,
  },
  {
    name: 'backup',
    description: 'copy the data folder of the running backend',
    load: async () => (await import('./commands/backup/backup.js')).declareBackup,
  },
  {
    name: 'restore',
    description: 'make a data folder from a copy',
    load: async () => (await import('./commands/restore/restore.js')).declareRestore,
  },
  {
    name: 'doctor',
    description: 'check the data folder of the local backend, and repair it',
    load: async () => (await import('./commands/doctor/doctor.js')).declareDoctor,
  },
];
