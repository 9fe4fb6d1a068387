/** What holds where a configuration says nothing. Whoever needs one of these takes it from here. */
export const configDefaults = {
  /** A constant of the cord's firmware. */
  topicRoot: 'iot8020',
  /** The cord's firmware knows its thing name, prefix included, before it registers. */
  thingPrefix: 'CS-CORD-DK-',
  retentionDays: 30,
  thresholds: [{ id: 'load-on', metric: 'watts', above: 5 }],
  registration: {
    /** Of one request: its answer stays below the cord's buffer of 2 kB, and its work below the cord's patience of 20 s. */
    maxEntries: 25,
    maxBodyBytes: 1_048_576,
    /** Requests a day over the whole fleet. */
    dailyQuota: 10_000,
  },
  local: {
    host: '127.0.0.1',
    httpPort: 8020,
    mqttPort: 8883,
    dataDir: '.cord',
    rollUpDays: 1100,
    maxLakeBytes: 20_000_000_000,
  },
  stage: 'dev',
} as const;
