import { parseHex } from './hex.js';

/** P-256, the curve of log signers, signer certificates and roots: its OID with dots, as `curve` of a certificate. */
export const P256_OID = '1.2.840.10045.3.1.7';

/** The same OID as it is written in DER. */
export const P256_OID_BYTES = /* @__PURE__ */ parseHex('2a8648ce3d030107');
