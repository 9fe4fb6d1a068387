import type { TelemetryHistory } from '@cord/fleet';
import type { VerifyOptions } from '@cord/manifest';
import type { Home } from '../home.js';
import { createPart, type RunningPart } from '../parts.js';
import { devicesRoute } from './devices-route.js';
import { backupRoute, type BackupRouteOptions } from './backup-route.js';
import { queryRoute, type QueryRouteOptions } from './query-route.js';
import { registrationRoute } from './registration-route.js';
import { startHttpServer, type HttpServer } from './server.js';
import { telemetryRoute } from './telemetry-route.js';
import { viewRoutes, type FleetStatus } from './view-routes.js';

/** Every route over this home, and the page. */
export function createHttpApi(
  home: Home,
  options: {
    pageFolder: string;
    status: () => FleetStatus;
    history: TelemetryHistory;
    query: QueryRouteOptions['query'];
    backup: BackupRouteOptions['backup'];
  },
): RunningPart<HttpServer> {
  const { config, stores, events, clock, ids, apiKey, instanceId, onFailure } = home;
  const { thingPrefix, registration, local } = config;
  const { maxEntries, maxBodyBytes } = registration;
  const { registry } = stores;
  const routes = [
    registrationRoute({
      registry,
      trust: trustOf(home),
      thingPrefix,
      maxEntries,
      maxBodyBytes,
      apiKey,
      clock,
      ids,
      emit: events.emit,
    }),
    devicesRoute({ directory: registry }),
    telemetryRoute({ history: options.history, nowMs: () => clock.nowMs() }),
    queryRoute({ apiKey, query: options.query }),
    backupRoute({ apiKey, backup: options.backup }),
    viewRoutes({ status: options.status, events }),
  ];
  const { host, httpPort: port } = local;
  return createPart(
    () => startHttpServer({ host, port, instanceId, pageFolder: options.pageFolder, onFailure, routes }),
    (server) => server.close(),
  );
}

/** Microchip's own log signers and roots, those of the configuration, and this backend's factory. */
function trustOf({ config, factory }: Home): VerifyOptions {
  const { logSigners, deviceRoots, signerExpiry, allowTestSigner } = config.registration;
  return {
    logSigners: [...logSigners, factory.logSigner.certificatePem],
    deviceRoots: [...deviceRoots, factory.root.certificatePem],
    signerExpiry,
    allowTestSigner,
  };
}
