// Imported by a process that is measured: writes the longest its loop was held up, in ms, to a file each time it is asked by SIGUSR2.
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delay = monitorEventLoopDelay({ resolution: 5 });
delay.enable();
process.on('SIGUSR2', () => {
  writeFileSync(process.env['CORD_LAG_FILE'], String(delay.max / 1e6));
  delay.reset();
});
