/**
 * The topics of the cord's published contract: the one table that the local broker authorises by and the cloud's
 * device policy is made from.
 */

/** The topic a device publishes its metrics on: `iot8020/<thing>/metrics`. */
export function metricsTopic(topicRoot: string, thingName: string): string {
  return `${topicRoot}/${thingName}/metrics`;
}

/** Matches the metrics of every thing; `topic(2)` of a match is the thing name. */
export function metricsTopicFilter(topicRoot: string): string {
  return metricsTopic(topicRoot, '+');
}

/**
 * The topic trees that belong to one thing, each as `<tree>/…`: its shadow and jobs, its telemetry, its private topics.
 * A device may publish, subscribe and receive inside them and nowhere else.
 */
export function ownTopicTrees(topicRoot: string, thingName: string): readonly string[] {
  return [`$aws/things/${thingName}`, `${topicRoot}/${thingName}`, thingName];
}

/** True when a concrete topic lies inside one of the thing's own trees. */
export function mayPublish(topicRoot: string, thingName: string, topic: string): boolean {
  return !/[+#]/.test(topic) && isInsideOwnTree(topicRoot, thingName, topic);
}

/** True when every topic that the filter can match lies inside one of the thing's own trees. */
export function maySubscribe(topicRoot: string, thingName: string, topicFilter: string): boolean {
  return isInsideOwnTree(topicRoot, thingName, topicFilter);
}

// The levels of a tree's root are compared literally, so a wildcard can only stand below the root.
function isInsideOwnTree(topicRoot: string, thingName: string, topicOrFilter: string): boolean {
  return ownTopicTrees(topicRoot, thingName).some(
    (tree) => topicOrFilter.startsWith(`${tree}/`) && topicOrFilter.length > tree.length + 1,
  );
}
