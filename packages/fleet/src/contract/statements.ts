import { metricsTopicFilter } from './topics.js';

/**
 * The ingestion statement: every message of every thing, with the thing and the time of arrival, on its way to the store.
 * The same text goes into the cloud's topic rule and the local rule runner.
 */
export function ingestionStatement(topicRoot: string): string {
  return `SELECT *, topic(2) AS thing_name, timestamp() AS received_at FROM '${metricsTopicFilter(topicRoot)}'`;
}

/**
 * What the cord's shadow updates tell of its relay: `{ "thing_name": …, "relay_on": … }` each time a cord reports it.
 * Shape: AWS IoT SQL. A wish for the relay is an update too, but reports nothing.
 */
export const reportedRelayStatement =
  'SELECT state.reported.data.relay_on AS relay_on, topic(3) AS thing_name ' +
  "FROM '$aws/things/+/shadow/update/accepted' " +
  'WHERE state.reported.data.relay_on = true OR state.reported.data.relay_on = false';
