import type { Home } from '../home.js';
import { createPart, type RunningPart } from '../parts.js';
import { issueServerCertificate } from '../pki/certificate-authority.js';
import type { IntakeOptions } from './intake.js';
import { startBroker, type Broker } from './broker.js';

/** The broker over this home's directory, with a server certificate by its authority. */
export function createIotEndpoint(home: Home, take: IntakeOptions['take']): RunningPart<Broker> {
  const { config, stores, events, clock, authority, startedAt, onFailure } = home;
  const { host, mqttPort } = config.local;
  return createPart(
    async () =>
      startBroker({
        host,
        port: mqttPort,
        ...(await issueServerCertificate(authority, host, startedAt)),
        topicRoot: config.topicRoot,
        directory: stores.registry,
        clock,
        emit: events.emit,
        onFailure,
        take,
        readSent: (thingName) => stores.sent.get(thingName) ?? [],
      }),
    (broker) => broker.close(),
  );
}
