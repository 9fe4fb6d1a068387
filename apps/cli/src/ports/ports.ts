import type { LoadedConfig } from '@cord/config';
import type { CordConfig } from '@cord/fleet';
import type { LocalBackend, Repair, SimulatedFleet, SqlAnswer } from '@cord/local';
import type { BackendClient } from './backend-client.js';
import type { Terminal } from './terminal.js';

/** Everything of the world that commands touch; each command names the few it needs. */
export interface Ports {
  terminal: Terminal;
  /** Throws: `CommandError` `file-not-found`, `file-unreadable`. */
  readFile: (path: string) => Promise<Uint8Array>;
  /** A file as its bytes arrive, `-` for stdin. Throws while it is read, as `readFile` does. */
  openFile: (path: string) => AsyncIterable<Uint8Array>;
  /** The configuration of the working folder, or of the file that `--config` names. */
  loadConfig: (file: string | undefined) => Promise<LoadedConfig>;
  /** The backend that runs on a data folder. Throws: `CommandError` `backend-offline`. */
  findBackend: (dataDir: string) => Promise<Pick<BackendClient, 'listDevices' | 'backup'>>;
  startBackend: (config: CordConfig) => Promise<LocalBackend>;
  startSimulatedFleet: (
    backend: LocalBackend,
    config: CordConfig,
    options: { count: number },
  ) => Promise<SimulatedFleet>;
  /**
   * What is wrong in a data folder; with `isRepaired`, what could be mended is, and says how. Throws: `CommandError`
   * `file-not-found`.
   */
  examineFolder: (folder: string, options: { isRepaired: boolean }) => Promise<readonly Repair[]>;
  /** Asks the backend that runs on a data folder, or the folder itself where none does. Throws: `CommandError`. */
  queryLake: (config: CordConfig, dataDir: string, sql: string) => Promise<SqlAnswer>;
  /** Makes a data folder from a copy. Throws: `LocalError`. */
  restoreFolder: (backup: string, dataDir: string) => Promise<void>;
  /** Settles after the given time, or when the terminal or the system asks the process to end. */
  untilEnded: (afterMs: number | undefined) => Promise<void>;
}
