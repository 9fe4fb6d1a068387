import type { Link } from '../../src/link/link.js';
import { openPushChannel, type PushChannelOptions, type PushMessage } from '../../src/link/push-channel.js';
import { FleetServer, formatMessage } from '../fleet-server.js';
import { pump, recordedStatus, telemetryStored } from '../recorded-fleet.js';

const AT_MS = 1_800_000_000_000;
const status = recordedStatus(AT_MS);
const event = telemetryStored(pump, AT_MS);

let server: FleetServer;
let close = () => {};

beforeEach(async () => {
  server = await FleetServer.start(status);
});

afterEach(async () => {
  close();
  await server.stop();
});

/** Opens a channel whose words and states can be waited for, one after the other. */
function listen(options: Partial<PushChannelOptions> = {}) {
  const messages = queue<PushMessage>();
  const links = queue<Link>();
  close = openPushChannel({
    url: `${server.url}/api/events`,
    onMessages: (heard) => heard.forEach((message) => messages.put(message)),
    onLink: (link) => links.put(link),
    retryDelaysMs: [5],
    ...options,
  });
  return { messages, links };
}

function queue<Item>() {
  const items: Item[] = [];
  let arrived: (() => void) | undefined;
  return {
    put: (item: Item) => {
      items.push(item);
      arrived?.();
    },
    async next(): Promise<Item> {
      while (items.length === 0) await new Promise<void>((resolve) => (arrived = resolve));
      return items.shift() as Item;
    },
  };
}

it('hears first where the backend stands, then what happens', async () => {
  const { messages, links } = listen();
  expect(await links.next()).toEqual({ state: 'connecting' });
  expect(await messages.next()).toEqual({ type: 'fleet', status });
  expect(await links.next()).toEqual({ state: 'live' });
  server.push(event);
  expect(await messages.next()).toEqual({ type: 'fleet-event', event });
});

it('hears a message that comes in pieces once, and whole', async () => {
  const { messages } = listen();
  await messages.next();
  const text = `: still here\n\n${formatMessage('fleet-event', event)}`;
  for (const character of text) server.write(character);
  expect(await messages.next()).toEqual({ type: 'fleet-event', event });
});

it('leaves out events of a kind it does not know', async () => {
  const { messages } = listen();
  await messages.next();
  server.write(formatMessage('weather', { sunny: true }));
  server.push(event);
  expect(await messages.next()).toEqual({ type: 'fleet-event', event });
});

it('says that the stream ended, and connects anew', async () => {
  const { messages, links } = listen();
  await messages.next();
  await links.next();
  await links.next();
  server.dropStreams();
  expect(await links.next()).toEqual({
    state: 'lost',
    sinceMs: expect.any(Number),
    reason: 'the backend ended the stream',
  });
  expect(await messages.next()).toEqual({ type: 'fleet', status });
  expect(await links.next()).toEqual({ state: 'live' });
});

it('says what the backend answered, and goes on trying', async () => {
  server.refusal = 503;
  const { messages, links } = listen();
  await links.next();
  expect(await links.next()).toMatchObject({ state: 'lost', reason: 'the backend answered 503' });
  expect(await links.next()).toMatchObject({ state: 'lost', reason: 'the backend answered 503' });
  server.refusal = undefined;
  expect(await messages.next()).toEqual({ type: 'fleet', status });
});

it('finds a backend again that was off the network', async () => {
  const { messages, links } = listen();
  await messages.next();
  await links.next();
  await links.next();
  await server.stop();
  expect(await links.next()).toMatchObject({ state: 'lost' });
  expect(await links.next()).toMatchObject({ state: 'lost', reason: 'the backend cannot be reached' });
  await server.resume();
  expect(await messages.next()).toEqual({ type: 'fleet', status });
});

it('takes silence for a lost link', async () => {
  const { links } = listen({ quietLimitMs: 40 });
  let link = await links.next();
  while (link.state !== 'lost') link = await links.next();
  expect(link.reason).toBe('nothing was heard for 0 s');
});

it('says so when the backend does not speak JSON', async () => {
  const { messages, links } = listen();
  await messages.next();
  await links.next();
  await links.next();
  server.write('event: fleet-event\ndata: {"atMs":\n\n');
  expect(await links.next()).toMatchObject({ state: 'lost', reason: 'the backend sent what is not JSON' });
});

it('ends a stream that it cannot read, instead of leaving it open', async () => {
  const { messages } = listen();
  await messages.next();
  const left = server.nextStreamEnd();
  server.write('event: fleet-event\ndata: {"atMs":\n\n');
  await left;
  expect(await messages.next()).toEqual({ type: 'fleet', status });
  expect(server.openStreams).toBe(1);
});

it('leaves the backend alone once closed', async () => {
  const { messages } = listen();
  await messages.next();
  const left = server.nextStreamEnd();
  close();
  await left;
  expect(server.openStreams).toBe(0);
});
