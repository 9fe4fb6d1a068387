import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';
import { isPackedChromiumUsable, unpackChromium } from './packed-chromium.js';

const SYSTEM_BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The browser that the system has installed; else the one that npm brings; `undefined` where neither runs. */
export const browserSource: 'system' | 'npm' | undefined = SYSTEM_BROWSERS.some((path) => existsSync(path))
  ? 'system'
  : isPackedChromiumUsable()
    ? 'npm'
    : undefined;

/**
 * What the browser takes its language from. Under a bare system's POSIX locale it calls it `en-US@posix`, at which `Intl` throws:
 * a page that formats one number stays empty, and a test waits for it until its time is out.
 */
const ENGLISH = { LANG: 'en_US.UTF-8', LC_ALL: 'en_US.UTF-8', LANGUAGE: '' };

/** Starts a headless Chromium, which whoever starts it also closes. It speaks English, whatever the machine speaks. */
export async function launchBrowser(): Promise<Browser> {
  const { executablePath, env } = await findBrowser();
  return chromium.launch({
    executablePath,
    env: { ...process.env, ...env, ...ENGLISH },
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking'],
  });
}

async function findBrowser(): Promise<{ executablePath: string; env?: Record<string, string> }> {
  const executablePath = SYSTEM_BROWSERS.find((path) => existsSync(path));
  if (executablePath !== undefined) return { executablePath };
  if (browserSource === 'npm') return unpackChromium();
  throw new Error(
    `no Chromium on this machine: found none of ${SYSTEM_BROWSERS.join(', ')}, and npm brings one for Linux on x64 alone`,
  );
}
