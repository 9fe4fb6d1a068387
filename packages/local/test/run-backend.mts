// The whole backend in a process of its own, to be killed: says where it is, once it is.
import { parseConfig } from '@cord/fleet';
import { startLocalBackend } from '../src/index.js';

const [dataDir = '', mqttPort = '0'] = process.argv.slice(2);
const config = parseConfig({ local: { httpPort: 0, mqttPort: Number(mqttPort), dataDir } });
const backend = await startLocalBackend(config, { pageFolder: import.meta.dirname });
const { apiUrl, apiKey, iotUrl, authorityPem, notices } = backend;
process.send?.({ apiUrl, apiKey, iotUrl, authorityPem, notices });
