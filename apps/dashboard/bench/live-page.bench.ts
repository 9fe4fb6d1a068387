import { setTimeout as wait } from 'node:timers/promises';
import type { FleetEvent } from '@cord/fleet/view';
import { launchBrowser } from '@cord/testing/browser';
import type { Page } from 'playwright-core';
import { FleetServer, formatMessage } from '../test/fleet-server.js';
import { emptyStatus, heater, telemetryAt } from '../test/recorded-fleet.js';

/** What the page costs: how soon a backlog of a minute is on the screen, and how busy a live fleet keeps the browser. */
const FLEET_SIZES = [3, 50, 1000];
const BACKLOG_SECONDS = 60;
const LIVE_SECONDS = 10;

const browser = await launchBrowser();
const figures = [];
for (const size of FLEET_SIZES) {
  const things = Array.from({ length: size }, (_, index) => `CS-CORD-DK-${String(index).padStart(18, '0')}`);
  const server = await FleetServer.start(statusOf(things));
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(server.url);
  await page.locator('.device').last().waitFor();
  const backlogMs = await showBacklog(server, page, things);
  const busyPercent = await watchLive(server, page, things);
  figures.push({
    'cords, 1 message/s each': size,
    'backlog events': size * BACKLOG_SECONDS,
    'shown after ms': Math.round(backlogMs),
    'main thread busy live %': Number(busyPercent.toFixed(1)),
  });
  await page.close();
  await server.stop();
}
await browser.close();
console.table(figures);

function statusOf(things: readonly string[]) {
  const status = emptyStatus(Date.now());
  const devices = Object.fromEntries(things.map((thingName) => [thingName, { thingName, isConnected: true }]));
  return { ...status, view: { ...status.view, devices } };
}

async function showBacklog(server: FleetServer, page: Page, things: readonly string[]): Promise<number> {
  const atMs = Date.now();
  const startedAt = performance.now();
  for (let second = BACKLOG_SECONDS; second > 0; second -= 1) {
    for (const thingName of things) server.push(stored(thingName, atMs - second * 1000));
  }
  const all = (things.length * BACKLOG_SECONDS).toLocaleString('en');
  await page.locator('.totals').getByText(all, { exact: true }).waitFor();
  return performance.now() - startedAt;
}

async function watchLive(server: FleetServer, page: Page, things: readonly string[]): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Performance.enable');
  const readBusySeconds = async () => {
    const { metrics } = await devtools.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
  };
  const startedAt = performance.now();
  const busyBefore = await readBusySeconds();
  // As the backend tells it: four times a second, what came since.
  for (let turn = 0; turn < LIVE_SECONDS * 4; turn += 1) {
    const told = things.filter((_, index) => index % 4 === turn % 4);
    server.write(told.map((thingName) => formatMessage('fleet-event', stored(thingName, Date.now()))).join(''));
    await wait(250);
  }
  const busySeconds = (await readBusySeconds()) - busyBefore;
  return (busySeconds / ((performance.now() - startedAt) / 1000)) * 100;
}

function stored(thingName: string, atMs: number): FleetEvent {
  return { atMs, type: 'telemetry-stored', telemetry: { ...telemetryAt(heater, atMs), thingName } };
}
