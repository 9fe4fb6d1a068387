import type { Declare } from '../../group.js';

export const declareBackup: Declare = (backup, bind) => {
  backup
    .argument('<folder>', 'where the copy goes; not there yet')
    .option('--data-dir <folder>', 'data folder of the running backend (default: .cord)')
    .addHelpText('after', '\nExample:\n  cord backup /mnt/copies/2026-11-27')
    .action(bind(async () => (await import('./run.js')).runBackup));
};
