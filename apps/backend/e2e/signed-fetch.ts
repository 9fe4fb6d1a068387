import { createHash, createHmac } from 'node:crypto';
import { ACCOUNT, REGION } from './emulator.js';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** Sends a request signed with the emulator's credentials. Source: AWS IAM user guide, Signature Version 4. */
export async function fetchSigned(
  url: string,
  { method = 'GET', service, body = '' }: { method?: string; service: string; body?: string },
): Promise<Response> {
  const { host, pathname, search } = new URL(url);
  const at = new Date().toISOString().replaceAll(/[-:]|\.\d{3}/g, '');
  const scope = `${at.slice(0, 8)}/${REGION}/${service}/aws4_request`;
  const canonical = [
    method,
    pathname,
    search.slice(1),
    `host:${host}\nx-amz-date:${at}\n`,
    'host;x-amz-date',
    sha256(body),
  ];
  const toSign = `AWS4-HMAC-SHA256\n${at}\n${scope}\n${sha256(canonical.join('\n'))}`;
  const key = [REGION, service, 'aws4_request'].reduce<Buffer>(hmac, hmac('AWS4test', at.slice(0, 8)));
  const signature = hmac(key, toSign).toString('hex');
  return fetch(url, {
    method,
    headers: {
      'x-amz-date': at,
      'content-type': 'application/json',
      authorization: `AWS4-HMAC-SHA256 Credential=${ACCOUNT}/${scope}, SignedHeaders=host;x-amz-date, Signature=${signature}`,
    },
    ...(body !== '' && { body }),
  });
}
