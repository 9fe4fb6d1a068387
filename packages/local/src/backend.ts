import { resolve } from 'node:path';
import { emptyFleetView, type CordConfig, type FleetEvent, type FleetView } from '@cord/fleet';
import type { Factory } from '@cord/device';
import type { VerifyOptions } from '@cord/manifest';
import { readOrMakeApiKey } from './api-key.js';
import { issueServerCertificate, readOrMakeAuthority, readOrMakeFactory } from './certificate-authority.js';
import { DataFolder } from './data-folder.js';
import { EventStream } from './event-stream.js';
import { fleetRoutes } from './http/fleet-routes.js';
import { registrationRoute } from './http/registration-route.js';
import { startHttpServer } from './http/server.js';
import { startBroker } from './mqtt/broker.js';
import { startAlertSweep } from './alert-sweep.js';
import { startRetention } from './retention.js';
import { RuleRunner } from './rule-runner.js';
import { openStores } from './stores/stores.js';

/** The whole backend on one machine, running. */
export interface LocalBackend {
  /** `http://127.0.0.1:8020`: the page, and the base that cords append `/devices/new` to. */
  apiUrl: string;
  apiKey: string;
  /** `127.0.0.1:8883` */
  iotUrl: string;
  /** What a client of the MQTT endpoint must trust. */
  authorityPem: string;
  /** Births simulated cords that this backend believes. */
  factory: Factory;
  folder: DataFolder;
  view(): FleetView;
  emit(event: FleetEvent): void;
  /** Returns what ends the subscription. */
  onEvent(listener: (event: FleetEvent) => void): () => void;
  /** Withdraws a certificate and ends its connection; false when it is not registered. */
  deactivateCertificate(certificateId: string): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Starts data folder, stores, rule runner, broker and HTTP API as one, and stops them as one; when a part cannot start,
 * those before it are stopped again.
 *
 * Throws: `LocalError`; `SqlError` when a statement of the configuration does not compile.
 */
export async function startLocalBackend(
  config: CordConfig,
  options: { pageFolder: string; dataDir?: string },
): Promise<LocalBackend> {
  const started: (() => unknown)[] = [];
  const close = async () => {
    for (const stop of started.toReversed()) await stop();
    started.length = 0;
  };
  try {
    return await start(config, options, (stop) => started.push(stop), close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(
  config: CordConfig,
  options: { pageFolder: string; dataDir?: string },
  whenClosing: (stop: () => unknown) => void,
  close: () => Promise<void>,
): Promise<LocalBackend> {
  const now = new Date();
  const { host } = config.local;
  const folder = new DataFolder(resolve(options.dataDir ?? config.local.dataDir));
  await folder.create();
  const stores = await openStores(folder.databaseFile);
  whenClosing(() => stores.close());
  const [apiKey, authority, factory] = await Promise.all([
    readOrMakeApiKey(folder),
    readOrMakeAuthority(folder, now),
    readOrMakeFactory(folder, now),
  ]);
  const server = await issueServerCertificate(authority, host, now);

  const events = new EventStream(await readView(stores));
  const fail = (error: unknown) => events.emit({ atMs: Date.now(), type: 'backend-failed', message: describe(error) });
  whenClosing(startRetention(stores.telemetry, config.retentionDays, fail));
  const rules = new RuleRunner({ config, stores, emit: events.emit });
  whenClosing(startAlertSweep(rules, fail));
  const broker = await startBroker({
    host,
    port: config.local.mqttPort,
    ...server,
    topicRoot: config.topicRoot,
    registry: stores.registry,
    emit: events.emit,
    onFailure: fail,
    onMessage: (message) => rules.run(message),
  });
  whenClosing(() => broker.close());
  const iotUrl = `${formatHost(host)}:${broker.port}`;

  let apiUrl = '';
  const http = await startHttpServer({
    host,
    port: config.local.httpPort,
    pageFolder: options.pageFolder,
    onFailure: fail,
    routes: [
      registrationRoute({
        registry: stores.registry,
        trust: trustOf(config, factory),
        thingPrefix: config.thingPrefix,
        maxEntries: config.registration.maxEntries,
        maxBodyBytes: config.registration.maxBodyBytes,
        apiKey,
        emit: events.emit,
      }),
      fleetRoutes({
        status: () => ({ mode: 'local', apiUrl, iotUrl, startedAtMs: now.getTime(), view: events.view }),
        events,
        registry: stores.registry,
        telemetry: stores.telemetry,
      }),
    ],
  });
  whenClosing(() => http.close());
  apiUrl = `http://${formatHost(host)}:${http.port}`;
  // Where other commands on this machine find the backend; it goes first, so that none calls a backend that is closing.
  await folder.write('endpoint.json', JSON.stringify({ apiUrl, iotUrl }));
  whenClosing(() => folder.remove('endpoint.json'));

  return {
    apiUrl,
    apiKey,
    iotUrl,
    authorityPem: authority.certificatePem,
    factory,
    folder,
    view: () => events.view,
    emit: events.emit,
    onEvent: (listener) => events.subscribe(listener),
    deactivateCertificate: async (certificateId) => {
      const isKnown = await stores.registry.setCertificateStatus(certificateId, 'inactive');
      broker.disconnect(certificateId);
      return isKnown;
    },
    close,
  };
}

/** Microchip's own signers and roots, those of the configuration, and this backend's factory. */
function trustOf(config: CordConfig, factory: Factory): VerifyOptions {
  const { logSigners, deviceRoots, signerExpiry, allowTestSigner } = config.registration;
  return {
    logSigners: [...logSigners, factory.logSigner.certificatePem],
    deviceRoots: [...deviceRoots, factory.root.certificatePem],
    signerExpiry,
    allowTestSigner,
  };
}

/** Known things and open alerts, as the stores have them from earlier runs. */
async function readView(stores: Awaited<ReturnType<typeof openStores>>): Promise<FleetView> {
  const [things, latest, alerts] = await Promise.all([
    stores.registry.listThings(),
    stores.telemetry.readLatest(),
    stores.alerts.readNewest(),
  ]);
  const latestOf = new Map(latest.map((telemetry) => [telemetry.thingName, telemetry]));
  const devices = things.map(({ thingName }) => {
    const telemetry = latestOf.get(thingName);
    return [thingName, { thingName, isConnected: false, ...(telemetry && { latest: telemetry }) }] as const;
  });
  return { ...emptyFleetView, devices: Object.fromEntries(devices), alerts };
}

function formatHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
