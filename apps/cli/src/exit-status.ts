/** What the shell is told; the same for every command. */
export const exitStatus = {
  ok: 0,
  failure: 1,
  usage: 2,
  notFound: 3,
  config: 4,
  offline: 5,
  partial: 6,
} as const;

export type ExitStatus = (typeof exitStatus)[keyof typeof exitStatus];
