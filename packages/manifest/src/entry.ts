/**
 * One signed record for one secure element, as it lies in a manifest file.
 *
 * Shape: a flattened JWS (RFC 7515 section 7.2.2) whose members are base64url without padding.
 * Nothing here is verified: `header` in particular is covered by no signature, and some genuine entries have none.
 */
export interface SignedEntry {
  readonly payload: string;
  readonly protected: string;
  readonly signature: string;
  readonly header?: { readonly uniqueId: string };
}
