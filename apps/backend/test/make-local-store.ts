import { parseConfig } from '@cord/fleet';
import { startLocalBackend } from '@cord/local';

/** Leaves behind in a folder what the backend on one machine makes of it when it starts there for the first time. */
const [dataDir = ''] = process.argv.slice(2);
const config = parseConfig({ local: { httpPort: 0, mqttPort: 0, dataDir } });
const backend = await startLocalBackend(config, { pageFolder: import.meta.dirname });
await backend.close();
