// All that core and domain code may take from its host: what Node and browsers share and what no clock, file or socket hides behind.
// Core packages compile against this file instead of @types/node or the DOM, so `process`, `fetch` or `console` there fail to compile.
declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: Uint8Array | ArrayBuffer, options?: { stream?: boolean }): string;
}
declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
  encodeInto(source: string, destination: Uint8Array): { read: number; written: number };
}

// WebCrypto without its randomness: verification, digests and key import.
interface CryptoKey {
  readonly type: string;
}
declare const crypto: {
  readonly subtle: {
    importKey(
      format: 'raw' | 'jwk',
      key: Uint8Array | { kty: string; crv: string; x: string; y: string },
      algorithm: { name: string; namedCurve: string },
      extractable: boolean,
      usages: readonly 'verify'[],
    ): Promise<CryptoKey>;
    verify(
      algorithm: { name: string; hash: string },
      key: CryptoKey,
      signature: Uint8Array,
      data: Uint8Array,
    ): Promise<boolean>;
    digest(algorithm: string, data: Uint8Array): Promise<ArrayBuffer>;
  };
};
