import type { Clock, CordConfig, FleetEvent, FleetView, Publisher } from '@cord/fleet';
import type { Factory } from '@cord/device';
import { randomIds } from './clock/random-ids.js';
import { systemClock } from './clock/system-clock.js';
import { openHome, type Home } from './home.js';
import { backupHome } from './backup/backup-home.js';
import { createHttpApi } from './http/http-api.js';
import type { FleetStatus } from './http/view-routes.js';
import type { Broker } from './mqtt/broker.js';
import { createIotEndpoint } from './mqtt/iot-endpoint.js';
import { createPresenceTelling } from './mqtt/presence.js';
import { createPart, startParts, type Part } from './parts.js';
import { createAlertSweep } from './rules/alert-sweep.js';
import { RuleRunner } from './rules/rule-runner.js';
import { readView } from './view/read-view.js';
import type { DataFolder } from './data-folder.js';
import { LakeHistory } from './lake/lake-history.js';
import { createLakePart } from './lake/lake-part.js';
import { createRetention } from './lake/retention.js';
import { createSettlement } from './lake/settlement.js';

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
  clock: Clock;
  /** What people should know of how the data folder was opened, such as that it was taken along to a new version. */
  notices: readonly string[];
  /** Sends to the cords that are connected. */
  publisher: Publisher;
  /** Live: it changes with each event. Whoever keeps it for later takes a copy. */
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
  const home = await openHome(config, { dataDir: options.dataDir, clock: systemClock, ids: randomIds });
  const { stores, clock, events, onFailure, folder } = home;
  const { messages: store, heart, tables, latest } = stores;
  const onNotice = (notice: string) => {
    home.notices.push(notice);
    onFailure(new Error(notice));
  };
  const lake = createLakePart({ folder, stores, clock, onFailure, onNotice });
  const settlement = createSettlement({ heart, tables, lake: () => lake.running(), clock, onFailure });
  const history = new LakeHistory(
    () => lake.running(),
    () => settlement.handOver(),
  );
  const rules = createPart(async () => new RuleRunner({ config, store, clock, emit: events.emit }));
  const endpoint = createIotEndpoint(home, (message) => rules.running().take(message));
  const api = createHttpApi(home, {
    history,
    query: (...asked) => history.query(...asked),
    backup: (target) =>
      backupHome({ folder, heart, lake: () => lake.running(), holdSettlement: settlement.hold }, target),
    pageFolder: options.pageFolder,
    status: () => statusOf(home, addresses()),
  });
  const addresses = (): Addresses => ({
    apiUrl: `http://${formatAddress(config, api.running())}`,
    iotUrl: formatAddress(config, endpoint.running()),
  });
  const close = await startParts([
    { start: () => {}, stop: () => stores.close() },
    lake,
    // Behind the lake, which takes in what an earlier version left.
    { start: async () => events.begin(await readView(stores)), stop: () => {} },
    settlement,
    createRetention({ lake: () => lake.running(), latest, folder, config, clock, onFailure }),
    rules,
    createAlertSweep({ config, store, times: () => rules.running().times, emit: events.emit, onFailure }),
    endpoint,
    createPresenceTelling(() => endpoint.running().listConnected(), { clock, emit: events.emit }),
    api,
    createEndpointFile(home, addresses),
  ]);
  return { ...faceOf(home, endpoint.running()), ...addresses(), close };
}

interface Addresses {
  apiUrl: string;
  iotUrl: string;
}

function faceOf(home: Home, broker: Broker): Omit<LocalBackend, keyof Addresses | 'close'> {
  const { apiKey, authority, factory, folder, clock, notices, events, stores } = home;
  return {
    apiKey,
    authorityPem: authority.certificatePem,
    factory,
    folder,
    clock,
    notices,
    publisher: broker.publisher,
    view: () => events.view,
    emit: events.emit,
    onEvent: (listener) => events.subscribe(listener),
    deactivateCertificate: async (certificateId) => {
      const isKnown = await stores.registry.setCertificateStatus(certificateId, 'inactive');
      broker.disconnect(certificateId);
      return isKnown;
    },
  };
}

function statusOf({ startedAt, instanceId, events }: Home, addresses: Addresses): FleetStatus {
  return { mode: 'local', ...addresses, instanceId, startedAtMs: startedAt.getTime(), view: events.view };
}

/** Tells other commands on this machine where the backend is; first to go, so that none calls one that is closing. */
function createEndpointFile({ folder, instanceId }: Home, addresses: () => Addresses): Part {
  return {
    start: () => folder.write('endpoint.json', JSON.stringify({ ...addresses(), instanceId })),
    stop: () => folder.remove('endpoint.json'),
  };
}

function formatAddress({ local: { host } }: CordConfig, { port }: { port: number }): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
