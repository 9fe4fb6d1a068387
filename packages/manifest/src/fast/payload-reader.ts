import type { Leniency } from '../tolerance.js';
import { type Payload, readPayload } from '../payload/payload.js';
import { PayloadTemplate } from './payload-template.js';
import { TemplateShelf } from './template-cache.js';
import { decodeUtf8, parseStrictText } from '../encoding/strict-json.js';

/** Reads the payloads of one manifest, the more quickly the more alike they are. */
export class PayloadReader {
  private readonly templates = new TemplateShelf<Payload>();

  /** Throws: the codes of JSON and those of {@link readPayload}. */
  read(bytes: Uint8Array, leniency: Leniency): Payload {
    return this.templates.read(bytes) ?? this.readWithCare(bytes, leniency);
  }

  private readWithCare(bytes: Uint8Array, leniency: Leniency): Payload {
    const text = decodeUtf8(bytes, 'payload');
    const value = parseStrictText(text, 'payload');
    const warned = leniency.warnings.length;
    const payload = readPayload(value, leniency);
    // A form with a fault would pass on without its warning.
    const isFaultless = leniency.warnings.length === warned;
    if (isFaultless) this.templates.learn(() => PayloadTemplate.learn(bytes, text, { value, payload }));
    return payload;
  }
}
