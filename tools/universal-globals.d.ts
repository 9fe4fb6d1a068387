// All that core and domain code may take from its host: what Node and browsers share and what no clock, file or socket hides behind.
// Core packages compile against this file instead of @types/node or the DOM, so `process`, `fetch` or `console` there fail to compile.
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: Uint8Array | ArrayBuffer, options?: { stream?: boolean }): string;
}
declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}
