import { resolve } from 'node:path';
import { emptyFleetView, type CordConfig, type FleetEvent, type FleetView } from '@cord/fleet';
import type { Factory, KeyedCertificate } from '@cord/device';
import type { VerifyOptions } from '@cord/manifest';
import { readOrMakeApiKey } from './http/api-key.js';
import { issueServerCertificate, readOrMakeAuthority, readOrMakeFactory } from './pki/certificate-authority.js';
import { DataFolder } from './stores/data-folder.js';
import { EventStream } from './view/event-stream.js';
import { fleetRoutes, type FleetStatus } from './http/fleet-routes.js';
import { registrationRoute } from './http/registration-route.js';
import { startHttpServer } from './http/server.js';
import { startBroker, type Broker } from './mqtt/broker.js';
import { startAlertSweep } from './rules/alert-sweep.js';
import { startRetention } from './stores/retention.js';
import { RuleRunner } from './rules/rule-runner.js';
import { openStores, type Stores } from './stores/stores.js';

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
  view: () => FleetView;
  emit: (event: FleetEvent) => void;
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

interface Parts {
  config: CordConfig;
  folder: DataFolder;
  stores: Stores;
  events: EventStream;
  factory: Factory;
  apiKey: string;
  startedAt: Date;
  onFailure: (error: unknown) => void;
}

async function start(
  config: CordConfig,
  options: { pageFolder: string; dataDir?: string },
  whenClosing: (stop: () => unknown) => void,
  close: () => Promise<void>,
): Promise<LocalBackend> {
  const startedAt = new Date();
  const folder = new DataFolder(resolve(options.dataDir ?? config.local.dataDir));
  await folder.create();
  const stores = await openStores(folder.databaseFile);
  whenClosing(() => stores.close());
  const [apiKey, authority, factory] = await Promise.all([
    readOrMakeApiKey(folder),
    readOrMakeAuthority(folder, startedAt),
    readOrMakeFactory(folder, startedAt),
  ]);
  const events = new EventStream(await readView(stores));
  const onFailure = (error: unknown) =>
    events.emit({ atMs: Date.now(), type: 'backend-failed', message: describe(error) });
  const parts: Parts = { config, folder, stores, events, factory, apiKey, startedAt, onFailure };

  whenClosing(startRetention(stores.telemetry, config.retentionDays, onFailure));
  const rules = new RuleRunner({ config, stores, emit: events.emit });
  whenClosing(startAlertSweep(rules, onFailure));
  const broker = await startIotEndpoint(parts, authority, rules);
  whenClosing(() => broker.close());
  const iotUrl = `${formatHost(config.local.host)}:${broker.port}`;
  const api = await startApi(parts, iotUrl, options.pageFolder);
  whenClosing(() => api.close());
  // Where other commands on this machine find the backend; it goes first, so that none calls a backend that is closing.
  await folder.write('endpoint.json', JSON.stringify({ apiUrl: api.url, iotUrl }));
  whenClosing(() => folder.remove('endpoint.json'));

  return {
    apiUrl: api.url,
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

async function startIotEndpoint(parts: Parts, authority: KeyedCertificate, rules: RuleRunner): Promise<Broker> {
  const { config, stores, events, startedAt, onFailure } = parts;
  const { host, mqttPort } = config.local;
  return startBroker({
    host,
    port: mqttPort,
    ...(await issueServerCertificate(authority, host, startedAt)),
    topicRoot: config.topicRoot,
    registry: stores.registry,
    emit: events.emit,
    onFailure,
    onMessage: (message) => rules.run(message),
  });
}

async function startApi(
  { config, stores, events, factory, apiKey, startedAt, onFailure }: Parts,
  iotUrl: string,
  pageFolder: string,
): Promise<{ url: string; close: () => Promise<void> }> {
  const { host, httpPort } = config.local;
  let url = '';
  const status = (): FleetStatus => ({
    mode: 'local',
    apiUrl: url,
    iotUrl,
    startedAtMs: startedAt.getTime(),
    view: events.view,
  });
  const { maxEntries, maxBodyBytes } = config.registration;
  const registration = registrationRoute({
    registry: stores.registry,
    trust: trustOf(config, factory),
    thingPrefix: config.thingPrefix,
    maxEntries,
    maxBodyBytes,
    apiKey,
    emit: events.emit,
  });
  const fleet = fleetRoutes({ status, events, registry: stores.registry, telemetry: stores.telemetry });
  const server = await startHttpServer({ host, port: httpPort, pageFolder, onFailure, routes: [registration, fleet] });
  url = `http://${formatHost(host)}:${server.port}`;
  return { url, close: () => server.close() };
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
async function readView(stores: Stores): Promise<FleetView> {
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
