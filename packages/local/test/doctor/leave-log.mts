// Writes to a database and ends without warning, so that the write-ahead log holds what was written.
import { openStores } from '../../src/stores/stores.js';

const [file = ''] = process.argv.slice(2);
const stores = await openStores(file);
for (const thingName of ['rack', 'saw', 'mill']) await stores.registry.createThing({ thingName, attributes: {} });
process.kill(process.pid, 'SIGKILL');
