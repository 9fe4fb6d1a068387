import { toDouble } from '../value/number.js';
import { formatTime } from './time/format-time.js';
import { parseTime } from './time/parse-time.js';
import { row, type Overload } from './signature.js';

// prettier-ignore
export const timeFunctions: readonly Overload[] = [
  row('parse_time',    ['text', 'int'],         'String', ([pattern, at]) => formatTime(pattern, toDouble(at), 'UTC'), { since: 2016 }),
  row('parse_time',    ['text', 'int', 'text'], 'String', ([pattern, at, zone]) => formatTime(pattern, toDouble(at), zone), { since: 2016 }),
  row('time_to_epoch', ['text', 'text'],        'Int',    ([text, pattern]) => parseTime(text, pattern), { since: 2016 }),
];
