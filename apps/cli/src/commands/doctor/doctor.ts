import type { Declare } from '../../group.js';

export const declareDoctor: Declare = (doctor, bind) => {
  doctor
    .option('--repair', 'set aside what is damaged, put the newest sound copy in its place', false)
    .option('--data-dir <folder>', 'the data folder, which no backend runs on (default: .cord)')
    .addHelpText('after', '\nExamples:\n  cord doctor\n  cord doctor --repair --data-dir .cord')
    .action(bind(async () => (await import('./run.js')).runDoctor));
};
