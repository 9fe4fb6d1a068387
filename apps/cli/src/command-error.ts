import { exitStatus, type ExitStatus } from './exit-status.js';

/** Why a command itself could not do its work. */
export type CommandErrorCode =
  | 'file-not-found'
  | 'file-unreadable'
  | 'backend-offline'
  | 'backend-other'
  | 'backend-answer-invalid'
  | 'backend-refused'
  | 'usage'
  | 'invalid-option'
  | 'manifest-refused';

const statuses: Record<CommandErrorCode, ExitStatus> = {
  'file-not-found': exitStatus.notFound,
  'file-unreadable': exitStatus.failure,
  'backend-offline': exitStatus.offline,
  'backend-other': exitStatus.offline,
  'backend-answer-invalid': exitStatus.failure,
  'backend-refused': exitStatus.failure,
  usage: exitStatus.usage,
  'invalid-option': exitStatus.usage,
  'manifest-refused': exitStatus.failure,
};

/** A failure of a command, told apart by `code`, with the exit status it leads to. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly code: CommandErrorCode;

  constructor(code: CommandErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  get status(): ExitStatus {
    return statuses[this.code];
  }
}
