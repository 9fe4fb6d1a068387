import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createFactory, provisionSecureElement } from '@cord/device';
import { defineThreshold } from '@cord/rules';
import { assetsFolder } from '../src/assets-folder.js';
import { packThresholds } from '../src/alerts/alert-settings.js';

/** The function with the least time has 15 s, the cord gives up after 20 s; a process of the test starts slowly on a busy machine. */
const LIMIT_SECONDS = 19;

const registrationSettings = {
  thingPrefix: 'CS-CORD-DK-',
  maxEntries: 25,
  maxBodyBytes: 1_048_576,
  trust: {},
  policyName: 'device',
  certificateArnPrefix: 'arn:aws:iot:eu-west-1:123456789012:cert/',
};

interface Case {
  settings: Record<string, string>;
  event: unknown;
}

/** An event for each handler that makes it call AWS. */
async function listCases(): Promise<Record<string, Case>> {
  const thing_name = 'CS-CORD-DK-01';
  const thresholds = [defineThreshold({ id: 'load-on', metric: 'watts', above: 5, for: '30s' })];
  const message = { watts: 6.2, thing_name, threshold_id: 'load-on', received_at: 1_768_464_000_000 };
  const topic = { topicArn: 'arn:aws:sns:eu-west-1:123456789012:alerts' };
  const alerts = (value: object) => ({
    CORD_ALERTS: JSON.stringify(value),
    CORD_THRESHOLDS: packThresholds(thresholds),
  });
  const arn = 'arn:aws:iot:eu-west-1:123456789012:thing/';
  const control = JSON.stringify({ tableName: 'commands', thingArnPrefix: arn, thingPrefix: 'CS-CORD-DK-' });
  const transition = { type: 'no-data', atMs: message.received_at };
  const change = JSON.stringify({ thresholdId: 'load-on', thingName: thing_name, transition });
  const at = new Date();
  const factory = await createFactory({ name: 'Test Line', at });
  const { entry } = await provisionSecureElement(factory, { at });
  const trust = { logSigners: [factory.logSigner.certificatePem], deviceRoots: [factory.root.certificatePem] };
  return {
    'announce-alert': {
      settings: alerts(topic),
      event: { Records: [{ dynamodb: { NewImage: { change: { S: change } }, SequenceNumber: '7' } }] },
    },
    'announce-breach': { settings: alerts(topic), event: message },
    'evaluate-alert': { settings: alerts({ tableName: 'alerts' }), event: message },
    'sweep-alerts': { settings: alerts({ tableName: 'alerts' }), event: {} },
    'answer-command': {
      settings: { CORD_CONTROL: control },
      event: {
        httpMethod: 'POST',
        resource: '/devices/{thing}/relay',
        body: '{"relay":"on"}',
        pathParameters: { thing: thing_name },
        requestContext: { requestId: 'r-1' },
      },
    },
    'settle-commands': { settings: { CORD_CONTROL: control }, event: {} },
    'register-device': {
      settings: { CORD_REGISTRATION: JSON.stringify({ ...registrationSettings, trust }) },
      event: { body: JSON.stringify([entry]), isBase64Encoded: false, requestContext: { requestId: 'r-1' } },
    },
  };
}

/** The built handlers as Lambda runs them: a process of their own, their settings, and AWS at an HTTP endpoint. */
describe('the built handlers', () => {
  let aws: Server;
  const requests: { path: string; body: string }[] = [];

  beforeAll(async () => {
    aws = createServer((request, response) => {
      void serve(request, response);
    });
    await once(aws.listen(0, '127.0.0.1'), 'listening');
  });
  beforeEach(() => void requests.splice(0));
  afterAll(() => once(aws.close(), 'close'));

  it('are those whose source ends in .handler.ts, each alone in a folder of its name', () => {
    const sources = readdirSync(join(__dirname, '../src'), { recursive: true, encoding: 'utf8' });
    const names = sources.flatMap((file) => /([^/]+)\.handler\.ts$/.exec(file)?.[1] ?? []);
    expect(readdirSync(assetsFolder).toSorted()).toEqual(names.toSorted());
    for (const name of names) expect(readdirSync(join(assetsFolder, name))).toContain(`${name}.mjs`);
  });

  it('announce a breach to SNS', async () => {
    const settings = { topicArn: 'arn:aws:sns:eu-west-1:123456789012:alerts' };
    const thresholds = [defineThreshold({ id: 'load-on', metric: 'watts', above: 5 })];
    const environment = { CORD_ALERTS: JSON.stringify(settings), CORD_THRESHOLDS: packThresholds(thresholds) };
    const message = { watts: 6.2, thing_name: 'CS-CORD-DK-01', threshold_id: 'load-on' };
    await invoke('announce-breach', environment, message);
    const published = new URLSearchParams(requests[0]?.body);
    expect(published.get('TopicArn')).toBe(settings.topicArn);
    expect(published.get('Message')).toMatch(/Value: +6.2\nLimit: +above 5/);
  });

  it('reject a manifest without asking AWS', async () => {
    const settings = registrationSettings;
    const event = {
      body: '[{"payload":"e30","protected":"e30","signature":"AAAA"}]',
      isBase64Encoded: false,
      requestContext: { requestId: 'r-1' },
    };
    const answer = await invoke('register-device', { CORD_REGISTRATION: JSON.stringify(settings) }, event);
    expect(answer).toMatchObject({ statusCode: 400, body: expect.stringContaining('"requestId":"r-1"') });
    expect(requests).toEqual([]);
  });

  it('end before their callers give up, where AWS takes every request and never answers', async () => {
    const silent = createServer(() => {});
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    const { port } = silent.address() as AddressInfo;
    const endpoint = `http://127.0.0.1:${port}`;
    const outcomes = await Promise.all(
      Object.entries(await listCases()).map(async ([name, { settings, event }]) => {
        const startedAtMs = performance.now();
        const outcome = await invoke(name, { ...settings, AWS_ENDPOINT_URL: endpoint }, event).catch(() => 'thrown');
        return [name, { outcome, seconds: (performance.now() - startedAtMs) / 1000 }] as const;
      }),
    );
    silent.closeAllConnections();
    await once(silent.close(), 'close');
    for (const [name, { seconds }] of outcomes) expect([name, seconds < LIMIT_SECONDS]).toEqual([name, true]);
    expect(Object.fromEntries(outcomes.map(([name, { outcome }]) => [name, outcome]))).toEqual({
      'announce-alert': { batchItemFailures: [{ itemIdentifier: '7' }] },
      'announce-breach': 'thrown',
      'answer-command': expect.objectContaining({ statusCode: 500 }),
      'evaluate-alert': 'thrown',
      'register-device': expect.objectContaining({ statusCode: 503 }),
      'settle-commands': 'thrown',
      'sweep-alerts': 'thrown',
    });
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    requests.push({ path: request.url ?? '', body: await text(request) });
    response.setHeader('content-type', 'text/xml');
    response.end('<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>');
  }

  async function invoke(name: string, settings: Record<string, string>, event: unknown): Promise<unknown> {
    const asset = join(assetsFolder, name, `${name}.mjs`);
    const script = `const { handler } = await import(${JSON.stringify(asset)});
      const log = console.log;
      console.info = console.error = () => {};
      log(JSON.stringify((await handler(${JSON.stringify(event)}, { getRemainingTimeInMillis: () => 60_000 })) ?? null));`;
    const { port } = aws.address() as AddressInfo;
    const run = spawn(process.execPath, ['--input-type=module', '-e', script], {
      // One that hangs fails its test, and does not outlive it.
      timeout: 30_000,
      killSignal: 'SIGKILL',
      env: {
        AWS_REGION: 'eu-west-1',
        AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
        ...settings,
        AWS_ACCESS_KEY_ID: 'test',
        AWS_SECRET_ACCESS_KEY: 'test',
      },
    });
    const [output, errors, [status]] = await Promise.all([text(run.stdout), text(run.stderr), once(run, 'close')]);
    if (status !== 0) throw new Error(errors);
    return JSON.parse(output);
  }
});
