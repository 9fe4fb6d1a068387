import type { IConstruct } from 'constructs';

/** Why a construct cannot be deployed as it was asked for. */
export type AwsConstructErrorCode =
  | 'prop-invalid'
  | 'statement-invalid'
  | 'policy-too-large'
  | 'settings-too-large'
  | 'stage-invalid'
  | 'threshold-twice';

/** Thrown while constructing, for input that AWS would refuse at deployment; `constructPath` says where it arose. */
export class AwsConstructError extends Error {
  override readonly name = 'AwsConstructError';
  readonly code: AwsConstructErrorCode;
  readonly constructPath: string;

  constructor(scope: IConstruct, code: AwsConstructErrorCode, message: string, options?: { cause: unknown }) {
    super(`${scope.node.path}: ${message}`, options);
    this.code = code;
    this.constructPath = scope.node.path;
  }
}
