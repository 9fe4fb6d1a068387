/** Why talking to a cord, or being one, failed. */
export type DeviceErrorCode =
  | 'cord-unreachable'
  | 'cord-answer-invalid'
  | 'cord-refused'
  | 'network-not-found'
  | 'session-key-invalid'
  | 'secret-too-long'
  | 'manifest-damaged'
  | 'wifi-failed'
  | 'registration-failed'
  | 'iot-connection-failed'
  | 'provisioning-timeout';

/** A failure on the way to or inside a cord, told apart by `code`. */
export class DeviceError extends Error {
  override readonly name = 'DeviceError';
  readonly code: DeviceErrorCode;

  constructor(code: DeviceErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}
