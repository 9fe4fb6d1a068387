import type { PublicJwk } from '../verified-entry.js';

/** A key at the top of device chains, with what its certificate says. */
export interface DeviceRoot {
  /** The certificate's common name. */
  readonly name: string;
  /** Hex of the subject's DER: signer certificates must repeat it byte for byte as their issuer. */
  readonly subject: string;
  /** Base64url of the subject key identifier. */
  readonly kid: string;
  /** Lower-case hex SHA-256 of the certificate's DER. */
  readonly sha256: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: PublicJwk;
}

/**
 * The roots of Microchip's secure elements. Both are authorities without a bound on path length.
 *
 * Source: the certificates that Microchip publishes.
 */
export const microchipDeviceRoots: readonly DeviceRoot[] = [
  {
    name: 'Crypto Authentication Root CA 002',
    subject:
      '304f3121301f060355040a0c184d6963726f6368697020546563686e6f6c6f677920496e63312a302806035504030c2143727970746f2041757468656e7469636174696f6e20526f6f7420434120303032',
    kid: 'eu19bca3eJ2yOAGl6EqMsKQOKow',
    sha256: 'a5b883bf22933f43a9414fedcd4da87dd468e7301d875b86c5b783f22a0116bd',
    notBefore: new Date('2018-11-08T19:12:19Z'),
    notAfter: new Date('2058-11-08T19:12:19Z'),
    publicKey: {
      kty: 'EC',
      crv: 'P-256',
      x: 'vVTmbeOHVIQAa1OuFYDVCqBp54rfVXjYXOLVTdW4MCk',
      y: 'a__dbm9yVvvZnvGhFrEdM61JEDqhhYc53PrkN-GdY04',
    },
  },
  {
    name: 'ATECC Root CA 001',
    subject:
      '303f3121301f060355040a0c184d6963726f6368697020546563686e6f6c6f677920496e63311a301806035504030c11415445434320526f6f7420434120303031',
    kid: '6kt6YXQ872YRkOPwtojskCV1t30',
    sha256: '7a09e57d8c5d0ac769bd90add894653632292113105acb8b40e12f1194b9111e',
    notBefore: new Date('2017-11-02T21:38:59Z'),
    notAfter: new Date('9999-12-31T23:59:59Z'),
    publicKey: {
      kty: 'EC',
      crv: 'P-256',
      x: '5F-_jt-ekiDjw_gd5uA6j05d2V2Kok2NU1vzcF7Zx9k',
      y: 'BL0baPm3wNVH5rN3dCE06uqMzQZ4lNWMFunq5kicBb0',
    },
  },
];
