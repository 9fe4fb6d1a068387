import { decodeAscii, isSameRange } from '#platform/bytes';
import { type Certificate, openCertificate, readSerialNumber } from '../certificate/certificate.js';
import { ATTRIBUTE, type DistinguishedName, findAttribute } from '../certificate/distinguished-name.js';
import { isAscii } from '../encoding/bytes.js';
import { isMinimalInteger } from '../encoding/der.js';

/** A stretch of the signed part that each certificate has of its own, and where the form before it begins. */
interface Gap {
  readonly owner: 'serialNumber' | 'commonName' | 'point' | 'keyIdentifier' | 'address';
  readonly formStart: number;
  readonly start: number;
  readonly end: number;
}

type OwnRange = Pick<Gap, 'owner' | 'start' | 'end'>;

/**
 * The form that the certificates of one production line share: issued under the same signer certificate within the same hour, they differ in a
 * few values of the same length. Once one was read with care, the next are read by comparing what stands between those values.
 *
 * It holds because every tag and length is among the bytes compared, and none of these values changes how another is read.
 */
export class CertificateTemplate {
  private constructor(
    private readonly certificate: Certificate,
    private readonly gaps: readonly Gap[],
    private readonly starts: { readonly lastForm: number; readonly subject: number },
  ) {}

  /** Takes the form of a certificate that was read with care; `undefined` where its own values cannot be found in it. */
  static learn(certificate: Certificate): CertificateTemplate | undefined {
    const ranges = ownRanges(certificate).toSorted((a, b) => a.start - b.start);
    const gaps: Gap[] = [];
    let formStart = 0;
    for (const range of ranges) {
      if (range.start < formStart) return undefined;
      gaps.push({ ...range, formStart });
      formStart = range.end;
    }
    const { start } = rangeOf(certificate.subject.der, certificate.signedPart);
    return new CertificateTemplate(certificate, gaps, { lastForm: formStart, subject: start });
  }

  /**
   * Reads a certificate of this form: what `parseCertificate` would give. Gives `undefined` for any other.
   *
   * Throws: `certificate-malformed`, `certificate-algorithm` for what stands around the signed part.
   */
  read(der: Uint8Array): Certificate | undefined {
    const { signedPart: form } = this.certificate;
    const { signedPart, signature } = openCertificate(der);
    if (signedPart.length !== form.length) return undefined;
    for (const { formStart, start } of this.gaps) {
      if (!isSameRange(form, formStart, start, signedPart, formStart)) return undefined;
    }
    const { lastForm } = this.starts;
    if (!isSameRange(form, lastForm, form.length, signedPart, lastForm)) return undefined;
    return this.fill(der, signedPart, signature);
  }

  // Member by member: spreading an object of optional members takes longer than all the rest.
  private fill(der: Uint8Array, signedPart: Uint8Array, signature: Uint8Array): Certificate | undefined {
    const { issuer, subject, notBefore, notAfter, publicKey, extensions } = this.certificate;
    let commonName: string | undefined;
    let { point } = publicKey;
    let { keyIdentifier, address } = extensions;
    for (const { owner, start, end } of this.gaps) {
      if (owner === 'point') point = signedPart.subarray(start - 1, end);
      else if (owner === 'keyIdentifier') keyIdentifier = signedPart.subarray(start, end);
      else if (owner === 'serialNumber') {
        if (!isMinimalInteger(signedPart, start, end)) return undefined;
      } else {
        if (!isAscii(signedPart, start, end)) return undefined;
        const text = decodeAscii(signedPart, start, end);
        if (owner === 'commonName') commonName = text;
        else address = text.toLowerCase();
      }
    }
    const { isAuthority, authorityKeyIdentifier, pathLength, keyUsage } = extensions;
    const { subject: subjectStart } = this.starts;
    const subjectDer = signedPart.subarray(subjectStart, subjectStart + subject.der.length);
    return {
      der,
      signedPart,
      issuer,
      subject: renamed(subject, commonName, subjectDer),
      notBefore: new Date(notBefore.getTime()),
      notAfter: new Date(notAfter.getTime()),
      publicKey: { curve: publicKey.curve, point },
      extensions: { keyIdentifier, authorityKeyIdentifier, isAuthority, pathLength, keyUsage, address },
      signature,
    };
  }
}

function ownRanges(certificate: Certificate): OwnRange[] {
  const { signedPart, subject, publicKey, extensions } = certificate;
  const { keyIdentifier, address } = extensions;
  const commonName = findAttribute(subject, ATTRIBUTE.commonName);
  const { start, end } = rangeOf(publicKey.point, signedPart);
  return [
    { owner: 'serialNumber', ...rangeOf(readSerialNumber(certificate), signedPart) },
    // The first byte says that the point is not compressed: that is form.
    { owner: 'point', start: start + 1, end },
    ...(keyIdentifier ? [{ owner: 'keyIdentifier' as const, ...rangeOf(keyIdentifier, signedPart) }] : []),
    ...findOnce('commonName', signedPart, commonName),
    ...findOnce('address', signedPart, address),
  ];
}

/** Where a view lies in another of the same memory. */
function rangeOf(view: Uint8Array, whole: Uint8Array): { start: number; end: number } {
  const start = view.byteOffset - whole.byteOffset;
  return { start, end: start + view.length };
}

/** Where a text stands in bytes, capital letters or not; a text that is not ASCII, or stands there twice, is left to the form. */
function findOnce(owner: 'commonName' | 'address', bytes: Uint8Array, text: string | undefined): OwnRange[] {
  const wanted = Array.from(text?.toLowerCase() ?? '', (letter) => letter.charCodeAt(0));
  if (wanted.length === 0 || wanted.some((code) => code > 0x7f)) return [];
  const starts: number[] = [];
  for (let start = 0; start + wanted.length <= bytes.length; start++) {
    if (wanted.every((code, i) => lowerCased(bytes[start + i]!) === code)) starts.push(start);
  }
  const [start] = starts;
  return start === undefined || starts.length > 1 ? [] : [{ owner, start, end: start + wanted.length }];
}

function lowerCased(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte;
}

/** A name with another first common name. */
function renamed(
  { attributes }: DistinguishedName,
  commonName: string | undefined,
  der: Uint8Array,
): DistinguishedName {
  if (commonName === undefined) return { der, attributes };
  let isRenamed = false;
  const others = attributes.map((attribute) => {
    if (isRenamed || attribute.type !== ATTRIBUTE.commonName) return attribute;
    isRenamed = true;
    return { type: attribute.type, value: commonName, set: attribute.set };
  });
  return { der, attributes: others };
}
