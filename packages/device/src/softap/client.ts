import { setTimeout as wait } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import type * as z from 'zod';
import { DeviceError, type DeviceErrorCode } from '../errors.js';
import {
  isFinalStatus,
  manifestSchema,
  networksSchema,
  sessionSchema,
  statusSchema,
  type AccessPoint,
  type FinalStatus,
  type Registration,
  type Session,
  type Status,
} from './messages.js';
import { encryptForSession } from './session-cipher.js';

/** The vendor's client waits this long for one answer, polls this often, and gives up after this long without a change. */
const ANSWER_TIMEOUT_MS = 15_000;
const POLL_INTERVAL_MS = 500;
const STALL_TIMEOUT_MS = 30_000;

/** What the technician hands to the cord. */
export interface Credentials {
  ssid: string;
  password: string;
  /** Host of the MQTT endpoint, with `:port` where it is not 8883. */
  iotUrl: string;
  /** Base of the registration API, without a trailing slash: the cord appends `/devices/new`. */
  apiUrl: string;
  apiKey: string;
}

/** A step of provisioning, told as it happens. */
export type ProvisioningStep =
  | { step: 'networks'; accessPoints: readonly AccessPoint[] }
  | { step: 'session'; session: Session }
  | { step: 'credentials-sent' }
  | { step: 'status'; status: Status }
  | { step: 'acknowledged' };

export interface ProvisioningOptions {
  onStep?: (step: ProvisioningStep) => void;
  signal?: AbortSignal;
  pollIntervalMs?: number;
  /** Monotonic milliseconds, by which a cord that stands still is told. @default performance.now */
  now?: () => number;
}

/**
 * Talks a cord in SoftAP mode through provisioning: reads what it sees and who it is, hands over the credentials, follows
 * its progress and acknowledges, upon which the cord closes its access point.
 *
 * Throws: `DeviceError` – `network-not-found` before anything was sent; `wifi-failed`, `registration-failed` and
 * `iot-connection-failed` as the cord reports them; `provisioning-timeout` when it stands still for 30 s.
 */
export async function provisionCord(
  cordUrl: string,
  credentials: Credentials,
  options: ProvisioningOptions = {},
): Promise<Session> {
  const { onStep } = options;
  const softAp = new SoftApClient(cordUrl, options.signal);
  const accessPoints = await softAp.networks();
  onStep?.({ step: 'networks', accessPoints });
  if (!accessPoints.some(({ ssid }) => ssid === credentials.ssid)) {
    const seen = accessPoints.map(({ ssid }) => `'${ssid}'`).join(', ') || 'none';
    throw new DeviceError('network-not-found', `the cord does not see network '${credentials.ssid}', it sees ${seen}`);
  }
  const session = await softAp.session();
  onStep?.({ step: 'session', session });
  await softAp.register({
    ssid: credentials.ssid,
    password: encryptForSession(session.session_key, credentials.password),
    iot_url: credentials.iotUrl,
    api_url: credentials.apiUrl,
    api_key: encryptForSession(session.session_key, credentials.apiKey),
  });
  onStep?.({ step: 'credentials-sent' });
  await followStatus(softAp, options);
  await softAp.acknowledge();
  onStep?.({ step: 'acknowledged' });
  return session;
}

async function followStatus(
  softAp: SoftApClient,
  { onStep, signal, pollIntervalMs, now = () => performance.now() }: ProvisioningOptions,
): Promise<void> {
  let last: Status | undefined;
  let changedAtMs = now();
  for (;;) {
    const status = await softAp.status();
    if (status.status !== last?.status || status.progress !== last.progress) {
      onStep?.({ step: 'status', status });
      last = status;
      changedAtMs = now();
    }
    if (isFinalStatus(status.status)) return requireSuccess(status.status, status.progress);
    if (now() - changedAtMs > STALL_TIMEOUT_MS) {
      throw new DeviceError(
        'provisioning-timeout',
        `the cord has stood at '${status.status}: ${status.progress}' for ${STALL_TIMEOUT_MS / 1000} s`,
      );
    }
    await wait(pollIntervalMs ?? POLL_INTERVAL_MS, undefined, { ...(signal && { signal }) });
  }
}

const failures: Record<Exclude<FinalStatus, 'iot_connected'>, { code: DeviceErrorCode; meaning: string }> = {
  failed: { code: 'wifi-failed', meaning: 'it could not join the Wi-Fi network; check name and password' },
  iot_register_failed: {
    code: 'registration-failed',
    meaning: 'the registration API refused it; check API URL, key and manifest',
  },
  iot_failed: {
    code: 'iot-connection-failed',
    meaning: 'it registered but could not connect by MQTT; check the IoT endpoint',
  },
};

function requireSuccess(status: FinalStatus, progress: string): void {
  if (status === 'iot_connected') return;
  const { code, meaning } = failures[status];
  throw new DeviceError(code, `the cord reports '${status}' (${progress}): ${meaning}`);
}

/** The single requests of the provisioning API. */
export class SoftApClient {
  readonly #cordUrl: string;
  readonly #signal: AbortSignal | undefined;

  constructor(cordUrl: string, signal?: AbortSignal) {
    this.#cordUrl = cordUrl;
    this.#signal = signal;
  }

  async networks(): Promise<readonly AccessPoint[]> {
    return (await this.#read('/v1/prov/networks', networksSchema)).access_points;
  }

  session(): Promise<Session> {
    return this.#read('/v1/prov/session', sessionSchema);
  }

  async register(registration: Registration): Promise<void> {
    // Bytes rather than text, so that no content type is sent: the vendor's client sends none.
    await this.#request('/v2/prov/registration', {
      method: 'POST',
      body: new TextEncoder().encode(JSON.stringify(registration)),
    });
  }

  status(): Promise<Status> {
    return this.#read('/v1/prov/status', statusSchema);
  }

  async acknowledge(): Promise<void> {
    await this.#request('/v1/prov/acknowledge', { method: 'POST' });
  }

  /** The manifest text in the cord's flash. Throws `manifest-damaged` when its checksum does not fit. */
  async manifest(): Promise<string> {
    const { content, crc32: expected } = await this.#read('/v1/prov/manifest', manifestSchema);
    const text = Buffer.from(content, 'base64').toString('utf8');
    const found = crc32(text).toString(16);
    if (found !== expected) {
      throw new DeviceError('manifest-damaged', `manifest from the cord has crc32 ${found}, expected ${expected}`);
    }
    return text;
  }

  async #read<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
    const response = await this.#request(path, {});
    const result = schema.safeParse(await response.json().catch(() => undefined));
    if (!result.success) {
      const issue = result.error.issues[0];
      throw new DeviceError(
        'cord-answer-invalid',
        `answer to ${path} is invalid at '${issue?.path.join('.') ?? ''}': ${issue?.message}`,
      );
    }
    return result.data;
  }

  async #request(path: string, init: RequestInit): Promise<Response> {
    const timeout = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    const signal = this.#signal === undefined ? timeout : AbortSignal.any([timeout, this.#signal]);
    let response: Response;
    try {
      response = await fetch(`${this.#cordUrl}${path}`, { ...init, redirect: 'error', signal });
    } catch (cause) {
      throw new DeviceError('cord-unreachable', `no answer from ${this.#cordUrl}${path}`, { cause });
    }
    if (response.status !== 200) {
      throw new DeviceError('cord-refused', `the cord answered ${path} with ${response.status}, expected 200`);
    }
    return response;
  }
}
