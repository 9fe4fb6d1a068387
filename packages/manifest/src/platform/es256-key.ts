/** A public key on P-256, ready to verify with. */
export interface Es256Key {
  /** Whether the signature is by this key over these bytes; both are taken before it returns. Shape: 64 bytes, r then s. */
  verify(signature: Uint8Array, signed: Uint8Array): Promise<boolean>;
}
