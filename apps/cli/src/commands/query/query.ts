import type { Declare } from '../../group.js';

export const declareQuery: Declare = (query, bind) => {
  query
    .argument('[sql]', 'one SELECT over telemetry, telemetry_minutes, telemetry_hours, energy_parts')
    .option('--saved <name>', 'a saved question, as in the cloud: last-seen, duty-cycle, …')
    .option('--csv', 'comma-separated values, RFC 4180', false)
    .option('--data-dir <folder>', 'the data folder, whether a backend runs on it or not (default: .cord)')
    .addHelpText(
      'after',
      '\nExamples:\n  cord query "SELECT thing_name, max(watts) FROM telemetry GROUP BY 1"\n  cord query --saved kilowatt-hours-per-day\n  cord query --saved last-seen --csv',
    )
    .action(bind(async () => (await import('./run.js')).runQuery));
};
