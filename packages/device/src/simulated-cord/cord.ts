import { createHash, generateKeyPair, X509Certificate, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { formatThingName } from '@cord/fleet';
import type { Appliance } from '../appliance/appliance.js';
import type { SecureElement } from '../secure-element/index.js';
import { isFinalStatus, type AccessPoint, type Registration, type Session, type Status } from '../softap/messages.js';
import { startSoftAp, type SoftAp, type SoftApHost } from '../softap/server.js';
import { decryptForSession } from '../softap/session-cipher.js';
import { connectIot } from './iot-link.js';
import { MetricsPublisher } from './metrics-publisher.js';
import { postManifest } from './register.js';
import { canJoin, type SimulatedWifi } from './wifi.js';

/** What makes one simulated cord. */
export interface SimulatedCordOptions {
  secureElement: SecureElement;
  appliance: Appliance;
  /** Constants of the firmware. */
  firmware: { topicRoot: string; thingPrefix: string };
  wifi: SimulatedWifi;
  /** Certificate authority of the MQTT endpoint, which firmware has built in. */
  trustedCaPem: string;
  intervalSeconds: number;
  /** Seed of the meter's noise. */
  seed: number;
}

/** A cord as the contract describes it: factory-reset at first, then provisioned over its SoftAP, then publishing. */
export class SimulatedCord implements SoftApHost {
  readonly thingName: string;
  readonly #options: SimulatedCordOptions;
  readonly #sessionKeys: { publicKey: KeyObject; privateKey: KeyObject };
  readonly #publisher: MetricsPublisher;
  /** From the moment it is being opened: whoever closes the cord closes this, too. */
  #softAp: Promise<SoftAp> | undefined;
  #joining: Promise<void> | undefined;
  #isClosed = false;
  #attempt: { startedAtMs: number; status: string; progress: string } | undefined;

  static async create(options: SimulatedCordOptions): Promise<SimulatedCord> {
    const sessionKeys = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
    return new SimulatedCord(options, sessionKeys);
  }

  private constructor(options: SimulatedCordOptions, sessionKeys: { publicKey: KeyObject; privateKey: KeyObject }) {
    this.#options = options;
    this.#sessionKeys = sessionKeys;
    this.thingName = formatThingName(options.firmware.thingPrefix, options.secureElement.uniqueId);
    this.#publisher = new MetricsPublisher({
      thingName: this.thingName,
      topicRoot: options.firmware.topicRoot,
      appliance: options.appliance,
      intervalSeconds: options.intervalSeconds,
      seed: options.seed,
    });
  }

  get name(): string {
    return this.#options.appliance.name;
  }

  /** Opens the SoftAP; it closes by itself once the client has acknowledged. */
  async openSoftAp(listen: { host: string; port: number }): Promise<string> {
    this.#softAp = startSoftAp(this, listen);
    return (await this.#softAp).url;
  }

  /** Ends everything, an attempt that is under way included. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([this.#closeSoftAp(), this.#joining]);
    await this.#publisher.stop();
  }

  accessPoints(): readonly AccessPoint[] {
    return this.#options.wifi.accessPoints;
  }

  session(): Session {
    const { uniqueId, certificatePem } = this.#options.secureElement;
    const pem = this.#sessionKeys.publicKey.export({ type: 'spki', format: 'pem' });
    return {
      device_type: 'CS-CORD-DK',
      serial_number: uniqueId.toUpperCase(),
      atca_sn: uniqueId,
      cert_id: createHash('sha256').update(new X509Certificate(certificatePem).raw).digest('hex'),
      session_key: Buffer.from(pem).toString('base64'),
      thing: this.thingName,
    };
  }

  register(registration: Registration): 'accepted' | 'undecipherable' | 'busy' {
    // A second attempt would be a second client under the same name, and AWS IoT lets the newer one in and the older one out.
    const isBusy = this.#attempt !== undefined && !hasFailed(this.#attempt.status);
    if (isBusy || this.#isClosed) return 'busy';
    const password = decryptForSession(this.#sessionKeys.privateKey, registration.password);
    const apiKey = decryptForSession(this.#sessionKeys.privateKey, registration.api_key);
    if (password === undefined || apiKey === undefined) return 'undecipherable';
    this.#attempt = { startedAtMs: performance.now(), status: 'connecting', progress: 'connecting to network' };
    this.#joining = this.#join({
      ssid: registration.ssid,
      password,
      apiKey,
      apiUrl: registration.api_url,
      iotUrl: registration.iot_url,
    });
    return 'accepted';
  }

  status(): Status {
    if (this.#attempt === undefined) return { status: 'idle', progress: 'waiting for credentials', t_ms: 0 };
    const { startedAtMs, status, progress } = this.#attempt;
    return { status, progress, t_ms: Math.round(performance.now() - startedAtMs) };
  }

  acknowledge(): boolean {
    if (this.#attempt?.status !== 'iot_connected') return false;
    // After the answer has gone out; an open access point would let anyone reprovision the cord.
    setImmediate(() => void this.#closeSoftAp());
    return true;
  }

  manifest(): string {
    return JSON.stringify([this.#options.secureElement.entry]);
  }

  async #join(to: { ssid: string; password: string; apiUrl: string; apiKey: string; iotUrl: string }): Promise<void> {
    if (!canJoin(this.#options.wifi, to.ssid, to.password))
      return this.#report('failed', 'network refused the password');
    this.#report('connecting', 'registering');
    try {
      await postManifest(to, this.manifest());
    } catch (error) {
      return this.#report('iot_register_failed', messageOf(error));
    }
    this.#report('connecting', 'connecting to IoT endpoint');
    try {
      const { privateKeyPem, certificatePem, signerCertificatePem } = this.#options.secureElement;
      const client = await connectIot(to.iotUrl, {
        thingName: this.thingName,
        privateKeyPem,
        certificateChainPem: `${certificatePem.trimEnd()}\n${signerCertificatePem}`,
        trustedCaPem: this.#options.trustedCaPem,
      });
      if (this.#isClosed) return await client.endAsync();
      this.#publisher.start(client);
    } catch (error) {
      return this.#report('iot_failed', messageOf(error));
    }
    this.#report('iot_connected', 'connected');
  }

  /** One that could not be opened is told to who opened it. */
  async #closeSoftAp(): Promise<void> {
    const softAp = await this.#softAp?.catch(() => undefined);
    await softAp?.close();
  }

  #report(status: string, progress: string): void {
    if (this.#attempt !== undefined) this.#attempt = { ...this.#attempt, status, progress };
  }
}

function hasFailed(status: string): boolean {
  return isFinalStatus(status) && status !== 'iot_connected';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
