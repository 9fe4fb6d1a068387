import { DynamoCommandStore } from '../../src/commands/dynamo-command-store.js';
import { answerCommand } from '../../src/commands/control-route.js';
import { FakeDynamoDbClient } from '../fakes/fake-dynamo-db-client.js';

const nowMs = Date.parse('2026-01-15T08:00:00Z');

describe('answerCommand', () => {
  const jobs: string[] = [];
  const wishes: unknown[] = [];
  let control: Parameters<typeof answerCommand>[1]['ports']['control'];
  let store: DynamoCommandStore;

  beforeEach(() => {
    jobs.splice(0);
    wishes.splice(0);
    store = new DynamoCommandStore(new FakeDynamoDbClient(['thingName', 'id']).client, 'commands');
    control = {
      hasThing: async (thingName) => thingName === 'CS-CORD-DK-01',
      desireRelay: async (_, relay) => void wishes.push(relay),
      readRelay: async () => ({}),
      startJob: async (_, jobId) => void jobs.push(jobId),
      cancelJob: async () => {},
      readJob: async () => 'succeeded',
    };
    jest.spyOn(console, 'info').mockImplementation();
    jest.spyOn(console, 'error').mockImplementation();
  });
  afterEach(() => void jest.restoreAllMocks());

  it('takes a command for the relay and tells how to follow it', async () => {
    const answer = await post('relay', { relay: 'off', expiresAfterSeconds: 120 });
    expect(answer).toMatchObject({ statusCode: 202, body: { success: true } });
    expect(answer.body.command).toEqual({
      id: 'c-1',
      thingName: 'CS-CORD-DK-01',
      action: { type: 'relay', relay: 'off' },
      state: 'sent',
      requestedAtMs: nowMs,
      expiresAtMs: nowMs + 120_000,
    });
    expect(wishes).toEqual(['off']);
  });

  it('takes a reboot without a body, and tells that it is done', async () => {
    expect((await post('reboot', undefined)).statusCode).toBe(202);
    expect(jobs).toEqual(['c-1']);
    expect((await get('c-1')).body.command).toMatchObject({ state: 'confirmed' });
  });

  it.each([
    ['relay', { relay: 'sideways' }],
    ['relay', {}],
    ['relay', { relay: 'on', expiresAfterSeconds: 0 }],
    ['relay', { relay: 'on', expiresAfterSeconds: 3601 }],
    ['relay', { relay: 'on', expiresAfterSeconds: '60' }],
    ['relay', null],
    ['relay', '{'],
    ['reboot', { expiresAfterSeconds: -1 }],
  ])('rejects %s %j', async (what, body) => {
    expect(await post(what, body)).toMatchObject({
      statusCode: 400,
      body: { success: false, error: { code: 'command-malformed', requestId: 'r-1' } },
    });
    expect([wishes, jobs]).toEqual([[], []]);
  });

  it.each(['CS-CORD-DK-02', 'OTHER-01', '../etc', ''])('rejects thing %j', async (thing) => {
    expect(await post('relay', { relay: 'on' }, thing)).toMatchObject({
      statusCode: 404,
      body: { error: { code: 'unknown-thing' } },
    });
    expect(wishes).toEqual([]);
  });

  it('rejects to tell of a command that was not given', async () => {
    expect(await get('c-9')).toMatchObject({ statusCode: 404, body: { error: { code: 'unknown-command' } } });
  });

  it('tells no detail of a fault', async () => {
    control.desireRelay = async () => Promise.reject(new Error('AKIA secret stack'));
    const answer = await post('relay', { relay: 'on' });
    expect(answer).toMatchObject({ statusCode: 500, body: { error: { code: 'internal', requestId: 'r-1' } } });
    expect(JSON.stringify(answer)).not.toContain('AKIA');
  });

  function post(what: string, body: unknown, thing = 'CS-CORD-DK-01') {
    const text = typeof body === 'string' ? body : body === undefined ? null : JSON.stringify(body);
    return send({ httpMethod: 'POST', resource: `/devices/{thing}/${what}`, body: text, pathParameters: { thing } });
  }

  function get(command: string) {
    const pathParameters = { thing: 'CS-CORD-DK-01', command };
    return send({ httpMethod: 'GET', resource: '/devices/{thing}/commands/{command}', body: null, pathParameters });
  }

  async function send(event: Omit<Parameters<typeof answerCommand>[0], 'requestContext'>) {
    const { statusCode, body } = await answerCommand(
      { ...event, requestContext: { requestId: 'r-1' } },
      { ports: { store, control }, thingPrefix: 'CS-CORD-DK-', id: 'c-1', nowMs },
    );
    return { statusCode, body: JSON.parse(body) };
  }
});
