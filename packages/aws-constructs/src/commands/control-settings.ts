/** What the construct tells its handlers. Shape: JSON in the environment variable {@link CONTROL_SETTINGS}. */
export interface ControlSettings {
  tableName: string;
  /** `arn:aws:iot:us-east-1:123456789012:thing/` */
  thingArnPrefix: string;
  /** Things whose names do not begin so are none of ours. */
  thingPrefix: string;
}

export const CONTROL_SETTINGS = 'CORD_CONTROL';

/** The index in which open commands lie by the time they expire; settled ones are not in it. */
export const OPEN_COMMANDS_INDEX = 'open';

/** After how long a command is taken back: long enough for a cord that connects again, too short to surprise who stands there. */
export const COMMAND_EXPIRY = { shortestSeconds: 1, defaultSeconds: 60, longestSeconds: 3600 } as const;
