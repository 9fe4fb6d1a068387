// Jest's globals rather than an import of them: outside of a test run the package can still be imported.
/// <reference types="jest" />
import type { Browser } from 'playwright-core';
import { browserSource, launchBrowser } from './launch-browser.js';

/**
 * Declares tests that need a browser: it is started before the first and closed after the last. On a machine without one they
 * are left out and say so, but with `CI` set they fail. How many ran is told on stderr, where `tools/count-tests.mjs` finds it.
 *
 * @param declare  is given what yields the browser, within tests and their hooks
 */
export function describeInBrowser(name: string, declare: (browser: () => Browser) => void): void {
  const isLeftOut = browserSource === undefined && process.env['CI'] === undefined;
  (isLeftOut ? describe.skip : describe)(`${name}${isLeftOut ? ' (left out: no browser here)' : ''}`, () => {
    let browser: Browser | undefined;
    let ran = 0;
    beforeAll(async () => {
      browser = await launchBrowser();
    });
    beforeEach(() => {
      ran += 1;
    });
    afterAll(async () => {
      if (browser === undefined) return;
      process.stderr.write(`browser tests: ${ran} ran in Chromium ${browser.version()} (${browserSource}), ${name}\n`);
      await browser.close();
    });
    declare(() => browser!);
  });
}
