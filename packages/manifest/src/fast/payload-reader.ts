import { decodeUtf8, parseStrictText } from '../encoding/strict-json.js';
import type { PayloadReader } from '../payload/payload-reader.js';
import { type Payload, readPayload } from '../payload/payload.js';
import type { Tolerance } from '../tolerance.js';
import { PayloadTemplate } from './payload-template.js';
import { TemplateCache } from './template-cache.js';

/** Creates a reader that is the quicker the more alike the payloads are. */
export function createPayloadReader(): PayloadReader {
  const templates = new TemplateCache<Payload>();
  return (bytes, tolerance) => templates.read(bytes) ?? readAndLearn(bytes, tolerance, templates);
}

function readAndLearn(bytes: Uint8Array, tolerance: Tolerance, templates: TemplateCache<Payload>): Payload {
  const text = decodeUtf8(bytes, 'payload');
  const value = parseStrictText(text, 'payload');
  const warned = tolerance.warnings.length;
  const payload = readPayload(value, tolerance);
  // A template with a fault would pass on without its warning.
  const isFaultless = tolerance.warnings.length === warned;
  if (isFaultless) templates.learn(() => PayloadTemplate.learn(bytes, text, { value, payload }));
  return payload;
}
