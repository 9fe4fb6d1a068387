import { once, type EventEmitter } from 'node:events';
import {
  DescribeCertificateCommand,
  IoTClient,
  ListAttachedPoliciesCommand,
  ListThingPrincipalsCommand,
  ListThingsCommand,
  ListTopicRulesCommand,
} from '@aws-sdk/client-iot';
import { connectIot, createFactory, provisionSecureElement, type SecureElement } from '@cord/device';
import { hasPython } from '../tools/python-venv.js';
import { deployBackend, type Deployment, type Outputs } from './deploy.js';
import { startEmulator, type Emulator } from './emulator.js';
import { invokeOnSchedule } from './invoke.js';
import { ask, deliver } from './lake.js';
import { countDeadLetters, OnDutyQueue } from './on-duty-queue.js';
import { fetchSigned } from './signed-fetch.js';
import { waitFor } from './wait-for.js';

const describeOnAws = hasPython() ? describe : describe.skip;
if (!hasPython()) console.log('left out: an emulated AWS needs Python 3.10 with venv');

describeOnAws('the backend, deployed into an emulated AWS account', () => {
  let emulator: Emulator;
  let deployment: Deployment;
  let outputs: Outputs;
  let element: SecureElement;
  let thingName: string;
  let onDuty: OnDutyQueue;
  let apiKey: string;
  let cord: Awaited<ReturnType<typeof connectIot>>;

  beforeAll(async () => {
    const at = new Date();
    const factory = await createFactory({ name: 'Acme Devices', at });
    element = await provisionSecureElement(factory, { at });
    thingName = `CS-CORD-DK-${element.uniqueId}`;
    emulator = await startEmulator();
    Object.assign(process.env, emulator.environment);
    deployment = await deployBackend(emulator, {
      registration: {
        logSigners: [factory.logSigner.certificatePem],
        deviceRoots: [factory.root.certificatePem],
      },
    });
    ({ outputs } = deployment);
    onDuty = new OnDutyQueue();
    await onDuty.subscribeTo(outputs['AlertTopicArn'] ?? '');
    const keyUrl = `${emulator.endpoint}/apikeys/${outputs['ApiKeyId']}?includeValue=true`;
    const answer = await fetchSigned(keyUrl, { service: 'apigateway' });
    apiKey = ((await answer.json()) as { value: string }).value;
  }, 300_000);
  afterAll(async () => {
    await cord?.endAsync(true);
    await emulator?.stop();
  });

  it('turns away who has no API key', async () => {
    expect((await register([element.entry], 'wrong')).status).toBe(403);
  });

  it('registers a cord by the manifest it was born with', async () => {
    const answer = await register([element.entry]);
    expect([answer.status, await answer.json()]).toEqual([200, { success: true, things: [thingName] }]);
    const iot = new IoTClient({});
    const { principals = [] } = await iot.send(new ListThingPrincipalsCommand({ thingName }));
    expect(principals).toHaveLength(1);
    const certificateId = principals[0]?.split(':cert/')[1] ?? '';
    const { certificateDescription } = await iot.send(new DescribeCertificateCommand({ certificateId }));
    expect(certificateDescription?.status).toBe('ACTIVE');
    const { policies } = await iot.send(new ListAttachedPoliciesCommand({ target: principals[0] }));
    expect(policies).toHaveLength(1);
  });

  it('answers the same cord with 200 again', async () => {
    expect((await register([element.entry])).status).toBe(200);
  });

  it('rejects a manifest whose signature does not hold, and registers nothing', async () => {
    const { payload } = element.entry;
    const altered = `${payload.slice(0, 40)}${payload[40] === 'A' ? 'B' : 'A'}${payload.slice(41)}`;
    const answer = await register([{ ...element.entry, payload: altered }]);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(/"code":"[a-z-]+".*"requestId":"[^"]+"/);
    const { things = [] } = await new IoTClient({}).send(new ListThingsCommand({}));
    expect(things.map((thing) => thing.thingName)).toEqual([thingName]);
  });

  it('lets the cord connect with its certificate', async () => {
    const trustedCaPem = await (await fetch(`${emulator.endpoint}/_ministack/iot/ca.pem`)).text();
    const { privateKeyPem, certificatePem, signerCertificatePem } = element;
    const certificateChainPem = certificatePem + signerCertificatePem;
    const identity = { thingName, privateKeyPem, certificateChainPem, trustedCaPem };
    cord = await connectIot(`127.0.0.1:${emulator.mqttPort}`, identity);
    expect(cord.connected).toBe(true);
  });

  it('notifies once of a breach, however many messages it lasts, and once of the recovery', async () => {
    for (const watts of [6.2, 7.1, 6.8]) await publish({ relay_on: true, watts });
    // Functions run side by side: which of the messages raises the alert is not said.
    expect(await onDuty.receive()).toMatch(/load-on raised for [\s\S]+Value: +(6\.2|7\.1|6\.8)\nLimit: +above 5/);
    await publish({ relay_on: true, watts: 1.5 });
    await invokeOnSchedule(emulator.endpoint, 'sweep-alerts');
    // The next message in the queue: a second one of the breach would lie before it.
    expect(await onDuty.receive()).toMatch(/load-on cleared for [\s\S]+Value: +1\.5\n/);
  });

  it('hands a command for the relay to the cord, and confirms it when the cord has done it', async () => {
    const delta = await hear(`$aws/things/${thingName}/shadow/update/delta`);
    const answer = await control('relay', { relay: 'off' });
    const { command } = (await answer.json()) as { command: { id: string } };
    expect([answer.status, command]).toEqual([202, expect.objectContaining({ state: 'sent' })]);
    expect(await delta()).toMatchObject({ state: { data: { relay_on: false } } });
    const done = { state: { reported: { data: { relay_on: false } }, desired: { data: { relay_on: null } } } };
    await cord.publishAsync(`$aws/things/${thingName}/shadow/update`, JSON.stringify(done), { qos: 1 });
    await waitFor(async () => (await readCommand(command.id)).state === 'confirmed');
  });

  it('takes a command back that the cord has not answered in time', async () => {
    const answer = await control('relay', { relay: 'on', expiresAfterSeconds: 1 });
    const { command } = (await answer.json()) as { command: { id: string; expiresAtMs: number } };
    await waitFor(async () => Date.now() > command.expiresAtMs);
    await invokeOnSchedule(emulator.endpoint, 'settle-commands');
    expect((await readCommand(command.id)).state).toBe('expired');
    const shadow = await fetchSigned(`${emulator.endpoint}/things/${thingName}/shadow`, { service: 'iotdata' });
    const { state } = (await shadow.json()) as { state: Record<string, { data?: unknown } | undefined> };
    expect([state['reported']?.data, state['desired']?.data ?? {}]).toEqual([{ relay_on: false }, {}]);
  });

  it('hands a reboot to the cord as a job, and confirms it when the job is done', async () => {
    const notice = await hear(`$aws/things/${thingName}/jobs/notify-next`);
    const answer = await control('reboot', {});
    const { command } = (await answer.json()) as { command: { id: string } };
    expect(await notice()).toMatchObject({
      execution: { jobId: command.id, jobDocument: { method: 'reboot' } },
    });
    const topic = `$aws/things/${thingName}/jobs/${command.id}/update`;
    await cord.publishAsync(topic, JSON.stringify({ status: 'SUCCEEDED' }), { qos: 1 });
    await waitFor(async () => (await readCommand(command.id)).state === 'confirmed');
  });

  it('rejects a command for a thing that nobody registered, and one that is none', async () => {
    expect((await control('relay', { relay: 'on' }, 'CS-CORD-DK-00')).status).toBe(404);
    expect((await control('relay', { relay: 'sideways' })).status).toBe(400);
  });

  it('keeps telemetry as Parquet that the workgroup can ask', async () => {
    await deliver({ relay_on: true, watts: 61.5, watt_hours: 1200, thing_name: thingName, received_at: Date.now() });
    const sql = `SELECT thing_name, relay_on, watts FROM "${outputs['AthenaDatabase']}".telemetry`;
    const isThere = async () => (await ask(outputs['AthenaWorkGroup'] ?? '', sql)).length > 1;
    await waitFor(isThere);
    expect((await ask(outputs['AthenaWorkGroup'] ?? '', sql))[1]).toEqual([thingName, 'true', '61.5']);
  });

  it('left no message undelivered', async () => {
    const counts = await countDeadLetters();
    expect(counts.length).toBeGreaterThan(0);
    expect(counts.filter((count) => count > 0)).toEqual([]);
  });

  it('rejects a second stage of the account and region, and makes nothing of it', async () => {
    const rules = await countRules();
    await expect(deployment.deployStage('prod')).rejects.toThrow(/OneStagePerAccountAndRegion/);
    expect(await countRules()).toBe(rules);
  });

  it('goes again, and leaves the registered cord and its connection alone', async () => {
    await deployment.destroy();
    expect(await countDeadLetters()).toEqual([]);
    const { principals } = await new IoTClient({}).send(new ListThingPrincipalsCommand({ thingName }));
    expect(principals).toHaveLength(1);
    const { policies } = await new IoTClient({}).send(new ListAttachedPoliciesCommand({ target: principals?.[0] }));
    expect(policies).toHaveLength(1);
    expect(cord.connected).toBe(true);
  });

  it('takes over the log role that stayed, when it comes back', async () => {
    await expect(deployment.deployAccount()).resolves.toBeUndefined();
  });

  function register(entries: readonly unknown[], key = apiKey): Promise<Response> {
    return fetch(`${localUrl(outputs['ApiUrl'])}/devices/new`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json' },
      body: JSON.stringify(entries),
    });
  }

  function control(what: 'relay' | 'reboot', body: object, thing = thingName): Promise<Response> {
    const url = `${localUrl(outputs['ControlApiUrl'])}/devices/${thing}/${what}`;
    return fetchSigned(url, { method: 'POST', service: 'execute-api', body: JSON.stringify(body) });
  }

  async function readCommand(id: string): Promise<{ state: string }> {
    const url = `${localUrl(outputs['ControlApiUrl'])}/devices/${thingName}/commands/${id}`;
    const answer = await fetchSigned(url, { service: 'execute-api' });
    return ((await answer.json()) as { command: { state: string } }).command;
  }

  /** The emulator serves every API under its own address. */
  function localUrl(apiUrl = ''): string {
    const { host, pathname } = new URL(apiUrl);
    return `${emulator.endpoint}/_aws/execute-api/${host.split('.')[0]}${pathname}`;
  }

  async function publish(message: object): Promise<void> {
    await cord.publishAsync(`iot8020/${thingName}/metrics`, JSON.stringify(message), { qos: 1 });
  }

  /** Subscribes the cord; what is returned gives the message that comes next. */
  async function hear(topic: string): Promise<() => Promise<unknown>> {
    await cord.subscribeAsync(topic, { qos: 1 });
    const next = once(cord as unknown as EventEmitter, 'message');
    return async () => {
      const [, payload] = (await next) as [string, Buffer];
      return JSON.parse(payload.toString()) as unknown;
    };
  }
});

async function countRules(): Promise<number> {
  const { rules = [] } = await new IoTClient({}).send(new ListTopicRulesCommand({}));
  return rules.length;
}
