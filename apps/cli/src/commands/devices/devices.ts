import type { Declare } from '../../group.js';

export const declareDevices: Declare = (devices, bind) => {
  devices
    .command('list')
    .description('every registered thing')
    .option('--data-dir <folder>', 'data folder of the running backend (default: .cord)')
    .addHelpText('after', '\nExamples:\n  cord devices list\n  cord devices list --json')
    .action(bind(async () => (await import('./list.js')).runDevicesList));
};
