import { parseDurationMs, parseWhole } from '../../options.js';
import { asOption, type Declare } from '../../group.js';

const parsePort = asOption((text) => parseWhole(text, { least: 0, most: 65_535 }));

export const declareDev: Declare = (dev, bind) => {
  dev
    .option(
      '--simulate <count>',
      'bring up simulated cords',
      asOption((text) => parseWhole(text, { least: 0, most: 1000 })),
    )
    .option('--for <duration>', 'end by itself after this long: 20s, 5m', asOption(parseDurationMs))
    .option('--interval <duration>', 'how often simulated cords publish, from 1s to 15m', asOption(parseDurationMs))
    .option('--port <port>', 'HTTP port, 0 for any', parsePort)
    .option('--mqtt-port <port>', 'MQTT port, 0 for any', parsePort)
    .option('--data-dir <folder>', 'where everything is kept (default: .cord)')
    .addHelpText('after', '\nExamples:\n  cord dev\n  cord dev --simulate 3\n  cord dev --simulate 3 --for 20s --json')
    .action(bind(async () => (await import('./run.js')).runDev));
};
