import { describeInBrowser } from '@cord/testing/browser';
import type { FleetEvent } from '@cord/fleet/view';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { FleetServer } from './fleet-server.js';
import { emptyStatus, freezer, heater, loadAlert, pump, recordedStatus, telemetryStored } from './recorded-fleet.js';

describeInBrowser('the page in a browser', (browser) => {
  let server: FleetServer;
  let page: Page;
  let complaints: string[];
  let foreignRequests: string[];

  beforeEach(async () => {
    server = await FleetServer.start(recordedStatus(Date.now()));
  });
  afterEach(async () => {
    await page.close();
    await server.stop();
  });

  async function open(options: { width?: number; colorScheme?: 'light' | 'dark' } = {}) {
    const { width = 1440, colorScheme = 'light' } = options;
    page = await browser().newPage({ viewport: { width, height: 800 }, colorScheme });
    complaints = [];
    foreignRequests = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(String(error)));
    page.on('request', (request) => request.url().startsWith(server.url) || foreignRequests.push(request.url()));
    await page.goto(server.url);
    await page.getByRole('heading', { level: 2 }).first().waitFor();
  }

  const cord = (name: string) => page.getByRole('listitem', { name });
  const overflow = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

  /** What breaks the rules of accessibility, contrast of colors among them. */
  async function violations(): Promise<string[]> {
    await page.evaluate(axe.source);
    const results = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
    return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
  }

  it('shows every cord, and what it draws as soon as it is told', async () => {
    await open();
    server.push(telemetryStored({ ...pump, watts: () => 777.7 }, Date.now()));
    await cord('pump').getByText('777.7 W').waitFor();
    expect(await page.getByRole('heading', { level: 3 }).allTextContents()).toEqual(['freezer', 'heater', 'pump']);
    expect(await cord('pump').locator('.relay').textContent()).toBe('Relay on');
    expect(await cord('pump').getByRole('img').getAttribute('aria-label')).toContain('between 0.8 W and 777.7 W');
  });

  it('counts every message, though it is told of the newest alone', async () => {
    await open();
    const newest = telemetryStored({ ...pump, watts: () => 777.7 }, Date.now());
    server.push({ ...newest, messages: 713 } as FleetEvent);
    await page.locator('.totals').getByText('2,000', { exact: true }).waitFor();
    await cord('pump').getByText('777.7 W').waitFor();
  });

  it('shows an alert while it is open, and when it has cleared', async () => {
    await open();
    const now = Date.now();
    server.push({ atMs: now, type: 'alert-raised', alert: loadAlert(freezer, now) });
    await cord('freezer').getByText('load-on').waitFor();
    expect(await page.getByRole('log').textContent()).toBe('Alert: freezer, load-on, watts 104.2 W, limit 5.0 W');
    server.push({ atMs: now, type: 'alert-cleared', alert: loadAlert(freezer, now, now + 65_000) });
    await page.getByText('lasted 1 min 05 s').waitFor();
    expect(await cord('freezer').getByText('load-on').count()).toBe(0);
  });

  it('draws the chart of a cord far down as soon as it is looked at, with what came before', async () => {
    const { view } = server.status;
    const others = Array.from({ length: 60 }, (_, index) => `z-cord-${String(index).padStart(2, '0')}`);
    const more = others.map((thingName) => [thingName, { thingName, isConnected: true }]);
    server.status = { ...server.status, view: { ...view, devices: { ...view.devices, ...Object.fromEntries(more) } } };
    await open();
    const thingName = 'z-cord-59';
    server.push(telemetryStored({ ...pump, thingName, watts: () => 321.5 }, Date.now()));
    await page.locator('.totals').getByText('1,288', { exact: true }).waitFor();
    await cord(thingName).scrollIntoViewIfNeeded();
    await cord(thingName).locator('.u-over').hover();
    await cord(thingName).locator('.pointed').getByText('321.5 W').waitFor();
  });

  it('says why the backend refused something', async () => {
    await open();
    const message = 'certificate 3f9a is not registered';
    server.push({ atMs: Date.now(), type: 'connection-refused', code: 'unknown-certificate', message });
    await page.getByText(`unknown-certificate: ${message}`).waitFor();
  });

  it('says that the link is lost, and finds the backend again', async () => {
    await open();
    server.refusal = 503;
    server.dropStreams();
    await page.getByRole('status').getByText('No link to the backend').waitFor();
    await page.locator('.brand').getByText('reconnecting').waitFor();
    expect(await violations()).toEqual([]);
    server.refusal = undefined;
    await page.locator('.brand').getByText('live').waitFor();
    expect(await page.getByRole('status').textContent()).toBe('');
  });

  it('shows the way to a first cord while there is none, and the cord once it is there', async () => {
    server.status = emptyStatus(Date.now());
    await open();
    expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe('No cord yet');
    expect(await violations()).toEqual([]);
    const { thingName } = heater;
    server.push({
      atMs: Date.now(),
      type: 'device-registered',
      thingName,
      certificateId: 'ab'.repeat(32),
      isNew: true,
    });
    await cord(thingName).getByText('not connected yet').waitFor();
  });

  it('says that earlier samples are missing, and goes on with the live ones', async () => {
    server.historyRefusal = 500;
    await open();
    await cord('pump').getByText('earlier samples could not be read: the backend answered 500').waitFor();
    server.push(telemetryStored({ ...pump, watts: () => 777.7 }, Date.now()));
    await cord('pump').getByRole('img', { name: 'between 777.7 W and 777.7 W' }).waitFor();
  });

  it('says where it shows no more than the newest of many samples', async () => {
    server.isHistoryCut = true;
    await open();
    await cord('pump').getByText('earlier samples are too many to be shown').waitFor();
    expect(await cord('pump').getByRole('img').getAttribute('aria-label')).toContain('on average');
  });

  it('lets the keyboard choose the time range', async () => {
    await open();
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowRight');
    expect(await page.getByRole('radio', { name: '1 hour' }).isChecked()).toBe(true);
    await cord('heater').getByRole('img', { name: 'Power of heater over the last hour' }).waitFor();
  });

  it('moves nothing when figures grow', async () => {
    await open();
    const before = await page.locator('.chart').last().boundingBox();
    server.push(telemetryStored({ ...heater, watts: () => 3599.9 }, Date.now()));
    await cord('heater').getByText('3,599.9 W').waitFor();
    expect(await page.locator('.chart').last().boundingBox()).toEqual(before);
  });

  it('asks nothing of any other host, within its content security policy', async () => {
    await open();
    await cord('pump').locator('canvas').waitFor();
    expect({ complaints, foreignRequests }).toEqual({ complaints: [], foreignRequests: [] });
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [360, 800, 1440]) {
      it(`is accessible and fits, ${colorScheme} at ${width} px`, async () => {
        await open({ width, colorScheme });
        const atMs = Date.now();
        server.push({ atMs, type: 'device-disconnected', thingName: pump.thingName });
        server.push({
          atMs,
          type: 'device-registered',
          thingName: 'CS-CORD-DK-0123000000000000FF',
          certificateId: '00',
          isNew: true,
        });
        server.push({
          atMs,
          type: 'topic-refused',
          thingName: pump.thingName,
          action: 'publish',
          topic: 'x'.repeat(200),
        });
        await page.getByText('Topic refused').waitFor();
        expect(await overflow()).toBe(0);
        expect(await violations()).toEqual([]);
      });
    }
  }
});
