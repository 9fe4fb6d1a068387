export { loadCordConfig, type LoadedConfig } from './load-config.js';
