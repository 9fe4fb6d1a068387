import { readJson } from '../value/json.js';
import { toText } from '../value/convert.js';
import type { Value } from '../value/value.js';
import { formatBase64, parseBase64 } from './bytes.js';
import { callExternal } from './external.js';
import { row, type CallContext, type Overload } from './signature.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

// prettier-ignore
export const encodingFunctions: readonly Overload[] = [
  row('encode', ['content', 'any'],                              'String', ([content, scheme]) => encode(content, scheme), { since: 2016 }),
  row('decode', ['text', 'any'],                                 'any',    ([text, scheme], { dialect }) => decode(text, scheme, dialect), { since: 2016 }),
  row('decode', ['any', 'any', 'any', 'any', 'any', 'any'],      'any',    (args, context) => decodeProtobuf(args, context), { since: 2016, isPure: false, isExternal: true }),
];

function encode(content: Uint8Array | string, scheme: Value): string | undefined {
  if (scheme !== 'base64') return undefined;
  return formatBase64(typeof content === 'string' ? encoder.encode(content) : content);
}

/** A JSON document becomes what it says, other text stays text. As documented, what is no base64 gives Null. */
function decode(text: string, scheme: Value, dialect: CallContext['dialect']): Value {
  if (scheme !== 'base64') return undefined;
  const bytes = parseBase64(text);
  if (bytes === undefined) return null;
  const decoded = decoder.decode(bytes);
  const json = readJson(decoded, dialect);
  return json === undefined ? decoded : json.value;
}

/** The descriptor lies in S3, so the port reads it: `decode(bytes, 'proto', bucket, key, file, message type)`. */
function decodeProtobuf(args: readonly Value[], context: CallContext): Value {
  return args[1] === 'proto' && toText(args[0]) !== undefined ? callExternal('decode', args, context) : undefined;
}
