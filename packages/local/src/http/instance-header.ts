/**
 * Says which backend answers, with every answer, and in a request which backend is meant; the value stands in `endpoint.json`.
 */
export const INSTANCE_HEADER = 'cord-instance';
