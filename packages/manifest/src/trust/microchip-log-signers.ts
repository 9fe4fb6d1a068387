import type { PublicJwk } from '../verified-entry.js';

/** A key that signs manifest entries, with what its certificate says. */
export interface LogSigner {
  /** The certificate's common name. */
  readonly name: string;
  /** Base64url of the subject key identifier. */
  readonly kid: string;
  /** Lower-case hex SHA-256 of the certificate's DER. */
  readonly sha256: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly publicKey: PublicJwk;
}

/**
 * Microchip's production log signers.
 *
 * Source: the certificates that Microchip publishes; each is signed by itself, so what is trusted is the SHA-256, not the name.
 */
export const microchipLogSigners: readonly LogSigner[] = [
  {
    name: 'Log Signer 001',
    kid: '7cCILlAOwYo1-PChGuoyUISMK3g',
    sha256: '4c4738e924f644317f00ebc1b680986bcdfc55620f7cd57fda34ea35ae23e51e',
    notBefore: new Date('2019-01-22T00:27:42Z'),
    notAfter: new Date('2019-07-22T00:27:42Z'),
    publicKey: {
      kty: 'EC',
      crv: 'P-256',
      x: 'S7z9nJF1O7g3SS67voJHUlHm_PTgS5GovhNDEyKdGJQ',
      y: 'c3Htqy38O6HrXo2qmNoyrO0xd2I2pfQhXWYuLT35MGU',
    },
  },
  {
    name: 'Log Signer 002',
    kid: '8VeKGdyU2d8wev6_VzNJOBOv-cA',
    sha256: '53d4ca9b0e1fde21b9e8e191f1857f35cc659340e51b41722fd6839707dbbf50',
    notBefore: new Date('2019-08-15T19:47:59Z'),
    notAfter: new Date('2020-08-15T19:47:59Z'),
    publicKey: {
      kty: 'EC',
      crv: 'P-256',
      x: 'sIuuA-VPc57Oe0P2ULZKHBSGXHTt-Kr9URMn4hNQDBs',
      y: 'grPjB_Xi9GchLIM7FwZSUGOEqRA6KtH32XMpTGHKmCA',
    },
  },
  {
    name: 'Log Signer 003',
    kid: 'hfCsqVY-uQNUJNKS-LKD_ckY-1E',
    sha256: '30c7ca720e3ab2d1a0a3bace2d5ad5dafa3f54a09b7d2117addac35aa60a3188',
    notBefore: new Date('2020-08-13T16:44:29Z'),
    notAfter: new Date('2023-08-13T16:44:29Z'),
    publicKey: {
      kty: 'EC',
      crv: 'P-256',
      x: '55BtDDdFH4S4ykjWUEOaua1lHmlffOOfPnvH2jqZa50',
      y: 'IRgMtXuO7PS5MOGnqztxgrUK7ET69uAjQjC5T4_7q2U',
    },
  },
  {
    name: 'Log Signer 004',
    kid: 'jxEbV1PcZImZWGvyAjDr3RaxyuU',
    sha256: 'd5f961e44082fdd2d198dd407aa1ccf5eb5f38cf5138ebc43845806984173a8f',
    notBefore: new Date('2023-07-18T18:37:51Z'),
    notAfter: new Date('2026-07-18T18:37:51Z'),
    publicKey: {
      kty: 'EC',
      crv: 'P-256',
      x: 'BPGI5yUaKhOYz_lEPqjm6jMkjb6hgg2d9_aVXDczxKc',
      y: 'pHdDpX7MtDSz6lcDrZGRTujl_Cko9fLaYAHrr5E3TRQ',
    },
  },
  {
    name: 'Manifest Signer 005',
    kid: 'TCnpnzYB8M3CO776ByPJ2yX3KYo',
    sha256: '571d99841117e3afb34f28886045903fa785cc283dd2e8068e1e5ea4604ce0e3',
    notBefore: new Date('2024-03-07T01:32:28Z'),
    notAfter: new Date('9999-12-31T23:59:59Z'),
    publicKey: {
      kty: 'EC',
      crv: 'P-256',
      x: 'TK8d2X15qEZVUHqoGTXSEkmjQtBhVun5aIXtsg2IfBg',
      y: 'jgaDbaxicTYUmhxegfq16nMM3Wb8C5jfszBG3JIj5Jg',
    },
  },
];

/** Microchip's key for rehearsals: what it signs are no products, so it counts by opt-in only. */
export const microchipTestSigner: LogSigner = {
  name: 'Log Signer Test',
  kid: 'B0uaDLLiyKe-SorP71F3BNoVrfY',
  sha256: '55a4c6d45679c609c142ec5269d58e6d74c7da13d12e31d3fb80f355a24cde8a',
  notBefore: new Date('2019-01-18T20:29:41Z'),
  notAfter: new Date('2019-02-18T20:29:41Z'),
  publicKey: {
    kty: 'EC',
    crv: 'P-256',
    x: 'HaTaoWgx1zG1JhnPNbueEtfe926WJwbkHIyTBTB2aDw',
    y: 'wVH96EUhZXmAiThGkWZWxKEOFogw8Ag3gXfBike9Jjc',
  },
};
