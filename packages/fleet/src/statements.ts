import { metricsTopicFilter } from './topics.js';

/**
 * The ingestion statement: every message of every thing, with the thing and the time of arrival, on its way to the store.
 * The same text goes into the cloud's topic rule and the local rule runner.
 */
export function ingestionStatement(topicRoot: string): string {
  return `SELECT *, topic(2) AS thing_name, timestamp() AS received_at FROM '${metricsTopicFilter(topicRoot)}'`;
}
