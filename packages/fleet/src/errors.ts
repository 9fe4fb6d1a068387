/** Everything that a use case of the fleet can refuse. */
export type FleetErrorCode =
  | 'invalid-config'
  | 'invalid-thing-name'
  | 'invalid-telemetry'
  | 'unknown-thing'
  | 'certificate-missing'
  | 'certificate-inactive'
  | 'thing-has-other-certificate';

/**
 * A refusal by the domain, told apart by `code`; `path` says where in the input it arose (`thresholds[0].above`),
 * `uniqueId` which secure element it concerns.
 */
export class FleetError extends Error {
  override readonly name = 'FleetError';
  readonly code: FleetErrorCode;
  readonly path?: string;
  readonly uniqueId?: string;

  constructor(
    code: FleetErrorCode,
    message: string,
    where: { path?: string; uniqueId?: string; cause?: unknown } = {},
  ) {
    super(message, where.cause === undefined ? undefined : { cause: where.cause });
    this.code = code;
    if (where.path !== undefined) this.path = where.path;
    if (where.uniqueId !== undefined) this.uniqueId = where.uniqueId;
  }
}
