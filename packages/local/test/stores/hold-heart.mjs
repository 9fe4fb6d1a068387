// Holds a heart as a running backend does, until it is ended.
import { ClassicLevel } from 'classic-level';

const level = new ClassicLevel(process.argv[2]);
await level.open();
process.send('held');
setInterval(() => {}, 1000);
