import type { Declare } from '../../group.js';

export const declareRestore: Declare = (restore, bind) => {
  restore
    .argument('<folder>', "what 'cord backup' wrote")
    .option('--data-dir <folder>', 'the data folder to make; absent or empty (default: .cord)')
    .addHelpText('after', '\nExample:\n  cord restore /mnt/copies/2026-11-27 --data-dir .cord')
    .action(bind(async () => (await import('./run.js')).runRestore));
};
