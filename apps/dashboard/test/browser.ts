import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** Where Linux distributions put the browser; this package downloads none. */
const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

/** `describe`, or without a browser on this machine a skipped one that says so. */
export const describeInBrowser: jest.Describe =
  executablePath === undefined
    ? (Object.assign((title: string, body: () => void) => describe.skip(`${title} (left out: no Chromium)`, body), {
        each: describe.skip.each,
      }) as jest.Describe)
    : describe;

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(executablePath !== undefined && { executablePath }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  });
}
