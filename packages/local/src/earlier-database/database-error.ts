import { LocalError, type LocalErrorCode } from '../errors.js';

interface Kind {
  pattern: RegExp;
  code: LocalErrorCode;
  /** What to do, after what is wrong. */
  words: string;
}

/** By what DuckDB says, which has no codes of its own for these. */
const kinds: readonly Kind[] = [
  {
    pattern: /Could not set lock/,
    code: 'data-folder-in-use',
    words: 'is held by another backend; stop it or name another --data-dir',
  },
  {
    pattern: /Permission denied|Read-only|read-only|No such file|Is a directory|Not a directory|No space left/,
    code: 'data-folder-not-writable',
    words: 'cannot be written; let this user write there, make room, or name another --data-dir',
  },
  {
    pattern: /with version number/,
    code: 'data-folder-newer',
    words: 'was written by a later version of the database; use the cord that wrote it, or name another --data-dir',
  },
];

const damaged: Omit<Kind, 'pattern'> = {
  code: 'data-folder-damaged',
  words: 'is no sound database; put a copy of it back, move it aside to start anew, or name another --data-dir',
};

/** A failure to open or read the database file, as what people can act on. */
export function toDatabaseError(file: string, cause: unknown): LocalError {
  if (cause instanceof LocalError) return cause;
  const text = cause instanceof Error ? cause.message : String(cause);
  const { code, words } = kinds.find(({ pattern }) => pattern.test(text)) ?? damaged;
  return new LocalError(code, `${file} ${words} (${text.split('\n')[0]?.slice(0, 200)})`, { cause });
}
