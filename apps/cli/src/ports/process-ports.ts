import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { CommandError } from '../command-error.js';
import type { Ports } from './ports.js';
import { processTerminal } from './terminal.js';
import { untilEnded } from './until-ended.js';

/** The ports of this process. What stands behind one is imported when it is used: most commands need few of them. */
export function processPorts(options: { color: boolean }): Ports {
  return {
    terminal: processTerminal(options),
    readFile: readInput,
    openFile: openInput,
    loadConfig: async (file) => {
      const { loadCordConfig } = await import('@cord/config');
      return loadCordConfig({ cwd: process.cwd(), ...(file !== undefined && { configFile: file }) });
    },
    findBackend: async (dataDir) => (await import('./backend-client.js')).BackendClient.find(dataDir),
    startBackend: async (config) => (await import('./local-home.js')).startBackend(config),
    startSimulatedFleet: async (...args) => (await import('./local-home.js')).startSimulatedFleet(...args),
    examineFolder: async (...args) => (await import('./local-home.js')).examineFolder(...args),
    queryLake,
    restoreFolder: async (backup, dataDir) =>
      (await import('./local-home.js')).restoreFolder(backup, dataDir, new Date()),
    untilEnded,
  };
}

/** Of a backend that ended without a word its address is left: nobody answers there. */
async function queryLake(...[config, dataDir, sql]: Parameters<Ports['queryLake']>): ReturnType<Ports['queryLake']> {
  const { BackendClient } = await import('./backend-client.js');
  try {
    return await (await BackendClient.find(dataDir)).query(sql);
  } catch (error) {
    if (!(error instanceof CommandError && error.code === 'backend-offline')) throw error;
    return (await import('./local-home.js')).queryStoppedFolder(config, dataDir, sql);
  }
}

async function readInput(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw toCommandError(path, cause);
  }
}

async function* openInput(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* path === '-' ? process.stdin : createReadStream(path);
  } catch (cause) {
    throw toCommandError(path, cause);
  }
}

const reasons: Partial<Record<string, string>> = {
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
};

function toCommandError(path: string, cause: unknown): CommandError {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new CommandError('file-not-found', `cannot read ${path}`, { cause });
  return new CommandError('file-unreadable', `cannot read ${path}: ${reasons[code] ?? message}`, { cause });
}
