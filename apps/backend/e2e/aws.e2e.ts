import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, describe, it } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  StartQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { FirehoseClient, ListDeliveryStreamsCommand, PutRecordCommand } from '@aws-sdk/client-firehose';
import {
  DescribeCertificateCommand,
  IoTClient,
  ListAttachedPoliciesCommand,
  ListThingPrincipalsCommand,
  ListThingsCommand,
} from '@aws-sdk/client-iot';
import { SubscribeCommand, SNSClient } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  ListQueuesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { connectIot, createFactory, provisionSecureElement, type SecureElement } from '@cord/device';
import { deployBackend, type Outputs } from './deploy.js';
import { hasPython } from '../tools/python-venv.js';
import { startEmulator, type Emulator } from './emulator.js';
import { fetchSigned } from './signed-fetch.js';

if (!hasPython()) {
  console.log('left out: the backend on an emulated AWS needs Python 3.10 with venv');
  process.exit(0);
}

describe('the backend, deployed into an emulated AWS account', () => {
  let emulator: Emulator;
  let outputs: Outputs;
  let element: SecureElement;
  let thingName: string;
  let queueUrl: string;
  let apiKey: string;
  let cord: Awaited<ReturnType<typeof connectIot>>;

  before(async () => {
    const at = new Date();
    const factory = await createFactory({ name: 'Acme Devices', at });
    element = await provisionSecureElement(factory, { at });
    thingName = `CS-CORD-DK-${element.uniqueId}`;
    emulator = await startEmulator();
    Object.assign(process.env, emulator.environment);
    outputs = await deployBackend(emulator, {
      registration: {
        logSigners: [factory.logSigner.certificatePem],
        deviceRoots: [factory.root.certificatePem],
      },
    });
    queueUrl = await subscribeQueue(outputs['AlertTopicArn'] ?? '');
    const answer = await fetchSigned(`${emulator.endpoint}/apikeys/${outputs['ApiKeyId']}?includeValue=true`, {
      service: 'apigateway',
    });
    apiKey = ((await answer.json()) as { value: string }).value;
  });
  after(async () => {
    await cord?.endAsync(true);
    await emulator?.stop();
  });

  it('turns away who has no API key', async () => {
    assert.equal((await register([element.entry], 'wrong')).status, 403);
  });

  it('registers a cord by the manifest it was born with', async () => {
    const answer = await register([element.entry]);
    assert.equal(answer.status, 200);
    assert.deepEqual(await answer.json(), { success: true, things: [thingName] });
    const iot = new IoTClient({});
    const { principals = [] } = await iot.send(new ListThingPrincipalsCommand({ thingName }));
    assert.equal(principals.length, 1);
    const certificateId = principals[0]?.split(':cert/')[1] ?? '';
    const { certificateDescription } = await iot.send(new DescribeCertificateCommand({ certificateId }));
    assert.equal(certificateDescription?.status, 'ACTIVE');
    const { policies = [] } = await iot.send(new ListAttachedPoliciesCommand({ target: principals[0] }));
    assert.equal(policies.length, 1);
  });

  it('answers the same cord with 200 again', async () => {
    assert.equal((await register([element.entry])).status, 200);
  });

  it('rejects a manifest whose signature does not hold, and registers nothing', async () => {
    const { payload } = element.entry;
    const altered = `${payload.slice(0, 40)}${payload[40] === 'A' ? 'B' : 'A'}${payload.slice(41)}`;
    const answer = await register([{ ...element.entry, payload: altered }]);
    assert.equal(answer.status, 400);
    assert.match(await answer.text(), /"code":"[a-z-]+".*"requestId":"[^"]+"/);
    const { things = [] } = await new IoTClient({}).send(new ListThingsCommand({}));
    assert.deepEqual(
      things.map((thing) => thing.thingName),
      [thingName],
    );
  });

  it('lets the cord connect with its certificate', async () => {
    const trustedCaPem = await (await fetch(`${emulator.endpoint}/_ministack/iot/ca.pem`)).text();
    const { privateKeyPem, certificatePem, signerCertificatePem } = element;
    const certificateChainPem = certificatePem + signerCertificatePem;
    cord = await connectIot(`127.0.0.1:${emulator.mqttPort}`, {
      thingName,
      privateKeyPem,
      certificateChainPem,
      trustedCaPem,
    });
    assert.equal(cord.connected, true);
  });

  it('notifies once of a breach, however many messages it lasts, and once of the recovery', async () => {
    for (const watts of [6.2, 7.1, 6.8]) await publish({ relay_on: true, watts });
    assert.match(await receive(), /watts 6\.2 above 5 W/);
    await publish({ relay_on: true, watts: 1.5 });
    // The next message in the queue: a second one of the breach would lie before it.
    assert.match(await receive(), /recovered from watts/);
  });

  it('hands a command for the relay to the cord, and confirms it when the cord has done it', async () => {
    await cord.subscribeAsync(`$aws/things/${thingName}/shadow/update/delta`, { qos: 1 });
    const delta = once(cord, 'message');
    const answer = await control('relay', { relay: 'off' });
    assert.equal(answer.status, 202);
    const { command } = (await answer.json()) as { command: { id: string; state: string } };
    assert.equal(command.state, 'sent');
    const [, payload] = (await delta) as [string, Buffer];
    assert.deepEqual(JSON.parse(payload.toString()).state, { data: { relay_on: false } });
    const done = { state: { reported: { data: { relay_on: false } }, desired: { data: { relay_on: null } } } };
    await cord.publishAsync(`$aws/things/${thingName}/shadow/update`, JSON.stringify(done), { qos: 1 });
    await waitFor(async () => (await readCommand(command.id)).state === 'confirmed');
  });

  it('hands a reboot to the cord as a job, and confirms it when the job is done', async () => {
    await cord.subscribeAsync(`$aws/things/${thingName}/jobs/notify-next`, { qos: 1 });
    const notice = once(cord, 'message');
    const answer = await control('reboot', {});
    const { command } = (await answer.json()) as { command: { id: string } };
    const [, payload] = (await notice) as [string, Buffer];
    const { execution } = JSON.parse(payload.toString());
    assert.equal(execution.jobId, command.id);
    assert.equal(execution.jobDocument.method, 'reboot');
    const topic = `$aws/things/${thingName}/jobs/${command.id}/update`;
    await cord.publishAsync(topic, JSON.stringify({ status: 'SUCCEEDED' }), { qos: 1 });
    await waitFor(async () => (await readCommand(command.id)).state === 'confirmed');
  });

  it('rejects a command for a thing that nobody registered, and one that is none', async () => {
    assert.equal((await control('relay', { relay: 'on' }, 'CS-CORD-DK-00')).status, 404);
    assert.equal((await control('relay', { relay: 'sideways' })).status, 400);
  });

  it('keeps telemetry as Parquet that the workgroup can ask', async () => {
    const firehose = new FirehoseClient({});
    const { DeliveryStreamNames: [DeliveryStreamName] = [] } = await firehose.send(new ListDeliveryStreamsCommand({}));
    const received_at = Date.now();
    // What the topic rule puts on the stream: the emulator's rules do not know the action.
    const record = { relay_on: true, volts: 229.8, watts: 61.5, watt_hours: 1200, thing_name: thingName, received_at };
    const Data = new TextEncoder().encode(`${JSON.stringify(record)}\n`);
    await firehose.send(new PutRecordCommand({ DeliveryStreamName, Record: { Data } }));
    const sql = `SELECT thing_name, watts FROM "${outputs['AthenaDatabase']}".telemetry`;
    await waitFor(async () => (await ask(sql)).some((row) => row[0] === thingName && row[1] === '61.5'));
  });

  it('left no message undelivered', async () => {
    const sqs = new SQSClient({});
    const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'Cord-dev' }));
    assert.ok(QueueUrls.length > 0);
    for (const QueueUrl of QueueUrls) {
      const AttributeNames = ['ApproximateNumberOfMessages' as const];
      const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
      assert.equal(Attributes?.['ApproximateNumberOfMessages'], '0', QueueUrl);
    }
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

  async function receive(): Promise<string> {
    const command = new ReceiveMessageCommand({ QueueUrl: queueUrl, WaitTimeSeconds: 20, MaxNumberOfMessages: 1 });
    const { Messages = [] } = await new SQSClient({}).send(command);
    return Messages[0]?.Body ?? '';
  }

  async function ask(sql: string): Promise<string[][]> {
    const athena = new AthenaClient({});
    const { QueryExecutionId } = await athena.send(
      new StartQueryExecutionCommand({
        QueryString: sql,
        WorkGroup: outputs['AthenaWorkGroup'],
      }),
    );
    await waitFor(async () => {
      const { QueryExecution } = await athena.send(new GetQueryExecutionCommand({ QueryExecutionId }));
      assert.notEqual(QueryExecution?.Status?.State, 'FAILED', QueryExecution?.Status?.StateChangeReason);
      return QueryExecution?.Status?.State === 'SUCCEEDED';
    });
    const { ResultSet } = await athena.send(new GetQueryResultsCommand({ QueryExecutionId }));
    return (ResultSet?.Rows ?? []).map(({ Data = [] }) => Data.map(({ VarCharValue = '' }) => VarCharValue));
  }
});

/** A queue that gets what the topic tells; its URL. */
async function subscribeQueue(topicArn: string): Promise<string> {
  const sqs = new SQSClient({});
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: 'on-duty' }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
  await new SNSClient({}).send(
    new SubscribeCommand({
      TopicArn: topicArn,
      Protocol: 'sqs',
      Endpoint: Attributes?.['QueueArn'],
      Attributes: { RawMessageDelivery: 'true' },
    }),
  );
  return QueueUrl;
}

/** The other side of the emulator works in its own time; half a minute is far beyond it. */
async function waitFor(isDone: () => Promise<boolean>): Promise<void> {
  const deadlineMs = Date.now() + 30_000;
  while (!(await isDone())) {
    if (Date.now() > deadlineMs) throw new Error('it did not come to pass within 30 s');
    await setTimeout(200);
  }
}
