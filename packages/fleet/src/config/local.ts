import * as z from 'zod';
import { configDefaults } from './defaults.js';

const { host, httpPort, mqttPort, dataDir, rollUpDays, maxLakeBytes } = configDefaults.local;
const port = z.int().min(0).max(65_535);

/** The backend on one machine. */
export const localSchema = z.strictObject({
  /** The backend holds no passwords, so it listens on loopback unless told otherwise. */
  host: z.string().min(1).default(host),
  /** Port of the HTTP API and the page; 0 takes any free port. */
  httpPort: port.default(httpPort),
  /** Port of MQTT over mutual TLS; 0 takes any free port. */
  mqttPort: port.default(mqttPort),
  /** Folder that everything is kept in. */
  dataDir: z.string().min(1).default(dataDir),
  /** Minimum, mean and maximum by minute and hour, and energy by hour, are kept longer than the messages they come from. */
  rollUpDays: z.int().min(1).max(36_500).default(rollUpDays),
  /** Of messages and roll-ups on disk; the oldest days of messages are removed beyond. */
  maxLakeBytes: z.int().min(10_000_000).default(maxLakeBytes),
});

/** Simulated cords. */
export const simulationSchema = z.strictObject({
  /** The same seed gives the same load curves. */
  seed: z.int().nonnegative().default(1),
  /** How often each cord publishes. */
  intervalSeconds: z.number().min(1).max(900).default(1),
});
