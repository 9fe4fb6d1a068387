import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { INSTANCE_HEADER } from '@cord/local/instance-header';
import * as z from 'zod';
import { CommandError } from '../command-error.js';

const endpointSchema = z.object({ apiUrl: z.url(), instanceId: z.string() });
type Endpoint = z.infer<typeof endpointSchema>;

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

/**
 * Talks to the backend that runs on a data folder; the backend leaves its address there, and its instance. What another one
 * answers, which has come by the address since, is never used.
 */
export class BackendClient {
  readonly #dataDir: string;
  readonly #endpoint: Endpoint;

  /** Throws: `CommandError` `backend-offline`. */
  static async find(dataDir: string): Promise<BackendClient> {
    const endpoint = endpointSchema.safeParse(await readJson(join(dataDir, 'endpoint.json')));
    if (!endpoint.success) throw new CommandError('backend-offline', `no backend runs on ${dataDir}`);
    return new BackendClient(dataDir, endpoint.data);
  }

  private constructor(dataDir: string, endpoint: Endpoint) {
    this.#dataDir = dataDir;
    this.#endpoint = endpoint;
  }

  /** Throws: `CommandError` `backend-offline`, `backend-other`, `backend-answer-invalid`. */
  async listDevices(): Promise<readonly ListedDevice[]> {
    const { devices } = await this.#call('/api/devices', devicesSchema);
    return devices;
  }

  async #call<Answer>(path: string, schema: z.ZodType<Answer>): Promise<Answer> {
    const { apiUrl } = this.#endpoint;
    const response = await this.#fetch(`${apiUrl}${path}`);
    const result = schema.safeParse(await response.json().catch(() => undefined));
    if (!result.success) {
      throw new CommandError('backend-answer-invalid', `${apiUrl}${path} did not answer as expected`);
    }
    return result.data;
  }

  async #fetch(url: string): Promise<Response> {
    const { apiUrl, instanceId } = this.#endpoint;
    const response = await fetch(url, {
      headers: { [INSTANCE_HEADER]: instanceId },
      signal: AbortSignal.timeout(ANSWER_TIMEOUT_MS),
    }).catch((cause: unknown) => {
      throw new CommandError('backend-offline', `no answer from ${apiUrl}`, { cause });
    });
    if (response.headers.get(INSTANCE_HEADER) === instanceId) return response;
    throw new CommandError('backend-other', `at ${apiUrl}, another backend answers than the one of ${this.#dataDir}`);
  }
}

/** `undefined` where the file is absent, or no JSON: one that is cut short says of no backend where it is. */
async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}
