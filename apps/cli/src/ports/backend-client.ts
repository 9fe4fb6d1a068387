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

const sqlAnswerSchema = z.object({
  columns: z.array(z.string()),
  rows: z.array(z.array(z.unknown())),
  isCut: z.boolean(),
});
const refusalSchema = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

const ANSWER_TIMEOUT_MS = 10_000;
/** Longer than the backend gives a question. */
const QUERY_TIMEOUT_MS = 70_000;
/** As long as it takes to copy what may lie there. */
const BACKUP_TIMEOUT_MS = 3_600_000;

interface Asked {
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string;
  timeoutMs?: number;
}

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

  /** Throws: `CommandError` `backend-refused`, and as {@link listDevices} does. */
  query(sql: string): Promise<z.infer<typeof sqlAnswerSchema>> {
    return this.#post('/api/query', { body: sql, timeoutMs: QUERY_TIMEOUT_MS, schema: sqlAnswerSchema });
  }

  /** Throws: as {@link query} does. Shape of `target`: an absolute path. */
  async backup(target: string): Promise<void> {
    await this.#post('/api/backup', {
      body: target,
      timeoutMs: BACKUP_TIMEOUT_MS,
      schema: z.object({ target: z.string() }),
    });
  }

  /** Behind the API key, which lies in the data folder. */
  async #post<Answer>(
    path: string,
    { body, timeoutMs, schema }: { body: string; timeoutMs: number; schema: z.ZodType<Answer> },
  ): Promise<Answer> {
    const { apiUrl } = this.#endpoint;
    const apiKey = (await readFile(join(this.#dataDir, 'api-key'), 'utf8')).trim();
    const response = await this.#fetch(`${apiUrl}${path}`, {
      method: 'POST',
      headers: { 'x-api-key': apiKey },
      body,
      timeoutMs,
    });
    const answered: unknown = await response.json().catch(() => undefined);
    const refusal = refusalSchema.safeParse(answered);
    if (refusal.success) throw new CommandError('backend-refused', refusal.data.error.message);
    const answer = schema.safeParse(answered);
    if (answer.success) return answer.data;
    throw new CommandError('backend-answer-invalid', `${apiUrl}${path} did not answer as expected`);
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

  async #fetch(url: string, { timeoutMs = ANSWER_TIMEOUT_MS, headers, ...request }: Asked = {}): Promise<Response> {
    const { apiUrl, instanceId } = this.#endpoint;
    const response = await fetch(url, {
      ...request,
      headers: { ...headers, [INSTANCE_HEADER]: instanceId },
      signal: AbortSignal.timeout(timeoutMs),
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
