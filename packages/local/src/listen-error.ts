import { LocalError } from './errors.js';

/** Says which port is taken and what to do about it. */
export function explainListenError(
  cause: NodeJS.ErrnoException,
  { host, port }: { host: string; port: number },
): Error {
  if (cause.code !== 'EADDRINUSE') return cause;
  return new LocalError(
    'port-in-use',
    `port ${port} on ${host} is in use; stop what holds it or choose another (0 takes any)`,
    { cause },
  );
}
