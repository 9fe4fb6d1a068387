import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { CommandError } from '../command-error.js';

const endpointSchema = z.object({ apiUrl: z.url() });

const devicesSchema = z.object({
  devices: z.array(
    z.object({
      thingName: z.string(),
      attributes: z.record(z.string(), z.string()),
      createdAtMs: z.number(),
      certificates: z.array(z.object({ certificateId: z.string(), status: z.enum(['active', 'inactive']) })),
    }),
  ),
});
export type ListedDevice = z.infer<typeof devicesSchema>['devices'][number];

const ANSWER_TIMEOUT_MS = 10_000;

/** Talks to the backend that runs on a data folder; the backend leaves its address there. */
export class BackendClient {
  readonly #apiUrl: string;

  /** Throws: `CommandError` `backend-offline`. */
  static async find(dataDir: string): Promise<BackendClient> {
    const file = join(dataDir, 'endpoint.json');
    const endpoint = endpointSchema.safeParse(JSON.parse(await readFile(file, 'utf8').catch(() => 'null')));
    if (!endpoint.success) throw new CommandError('backend-offline', `no backend runs on ${dataDir}`);
    return new BackendClient(endpoint.data.apiUrl);
  }

  private constructor(apiUrl: string) {
    this.#apiUrl = apiUrl;
  }

  /** Throws: `CommandError` `backend-offline`, `backend-answer-invalid`. */
  async listDevices(): Promise<readonly ListedDevice[]> {
    let response: Response;
    try {
      response = await fetch(`${this.#apiUrl}/api/devices`, { signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS) });
    } catch (cause) {
      throw new CommandError('backend-offline', `no answer from ${this.#apiUrl}`, { cause });
    }
    const result = devicesSchema.safeParse(await response.json().catch(() => undefined));
    if (!result.success)
      throw new CommandError('backend-answer-invalid', `${this.#apiUrl}/api/devices did not answer with devices`);
    return result.data.devices;
  }
}
