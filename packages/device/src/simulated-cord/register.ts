import { DeviceError } from '../errors.js';

/** The sibling firmware's HTTP time-out. */
const REGISTRATION_TIMEOUT_MS = 20_000;

/**
 * The cord's own registration: its manifest, in an array, to `<api_url>/devices/new`. As in the family's firmware only 200
 * counts, redirects are not followed and the body is not read.
 *
 * Throws: `DeviceError` `registration-failed`.
 */
export async function postManifest(api: { apiUrl: string; apiKey: string }, manifestText: string): Promise<void> {
  let response: Response;
  try {
    response = await fetch(`${api.apiUrl}/devices/new`, {
      method: 'POST',
      headers: { 'x-api-key': api.apiKey },
      body: new TextEncoder().encode(manifestText),
      redirect: 'manual',
      signal: AbortSignal.timeout(REGISTRATION_TIMEOUT_MS),
    });
  } catch (cause) {
    throw new DeviceError('registration-failed', `no answer from ${api.apiUrl}/devices/new`, { cause });
  }
  await response.body?.cancel();
  if (response.status !== 200) {
    throw new DeviceError('registration-failed', `${api.apiUrl}/devices/new answered ${response.status}, expected 200`);
  }
}
