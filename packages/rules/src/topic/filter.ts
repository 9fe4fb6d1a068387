/** AWS IoT's own bound. Units: bytes of UTF-8, here at most as many UTF-16 code units. */
const MAX_LENGTH = 256;

/** Whether wildcards stand alone in their level and `#` stands last. */
export function isTopicFilter(filter: string): boolean {
  if (filter === '' || filter.length > MAX_LENGTH || filter.includes('\0')) return false;
  const levels = filter.split('/');
  return levels.every((level, index) => {
    if (level === '#') return index === levels.length - 1;
    return level === '+' || !/[+#]/.test(level);
  });
}

/**
 * Whether a message on this topic reaches a rule with this filter.
 *
 * As AWS has it, unlike MQTT: `sensor/#` does not match `sensor`. A leading wildcard matches no topic that begins with `$`.
 * Basic Ingest (`$aws/rules/<rule>/…`) matches as if its first three levels were absent.
 *
 * Source: developer guide, "MQTT topics", topic filters; "Reducing messaging costs with Basic Ingest".
 */
export function topicMatches(filter: string, topic: string): boolean {
  const pattern = filter.split('/');
  const levels = stripBasicIngest(topic).split('/');
  if (levels[0]?.startsWith('$') && (pattern[0] === '+' || pattern[0] === '#')) return false;
  for (const [index, level] of pattern.entries()) {
    if (level === '#') return levels.length > index;
    if (index >= levels.length || (level !== '+' && level !== levels[index])) return false;
  }
  return pattern.length === levels.length;
}

/** What rules see as the topic of a message. */
export function stripBasicIngest(topic: string): string {
  if (!topic.startsWith(BASIC_INGEST)) return topic;
  const end = topic.indexOf('/', BASIC_INGEST.length);
  return end === -1 ? topic : topic.slice(end + 1);
}
const BASIC_INGEST = '$aws/rules/';
