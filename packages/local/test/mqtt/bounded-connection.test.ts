import { once } from 'node:events';
import { duplexPair } from 'node:stream';
import { BoundedConnection } from '../../src/mqtt/bounded-connection.js';
import { packetLimits } from '../../src/mqtt/limits.js';
import { formatConnect, formatPublish } from './packets.js';

const connect = formatConnect({ clientId: 'pump' });
const message = formatPublish({ topic: 'iot8020/pump/metrics', payload: '1', qos: 1, packetId: 1 });
const connack = Buffer.of(0x20, 2, 0, 0);

function open() {
  const [socket, client] = duplexPair();
  const connection = new BoundedConnection(socket, { packets: packetLimits, mostInFlight: 2 });
  const passed: Buffer[] = [];
  connection.on('data', (bytes: Buffer) => passed.push(bytes));
  return { client, connection, passed: () => Buffer.concat(passed) };
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('a connection within bounds', () => {
  it.each([
    ['at once', [Buffer.concat([connect, message])]],
    ['in two', [connect, message]],
    ['bit by bit', Array.from(Buffer.concat([connect, message]), (byte) => Buffer.of(byte))],
  ])('passes on what follows a CONNECT once that is answered, sent %s', async (_, pieces) => {
    const { client, connection, passed } = open();
    for (const piece of pieces) client.write(piece);
    await turn();
    expect(passed()).toEqual(connect);
    connection.write(connack);
    const [answer] = (await once(client, 'data')) as [Buffer];
    expect(answer).toEqual(connack);
    await turn();
    expect(passed()).toEqual(Buffer.concat([connect, message]));
  });

  it('holds back what is over the messages in flight, until one is settled', async () => {
    const { client, connection, passed } = open();
    client.write(connect);
    await turn();
    connection.write(connack);
    client.write(Buffer.concat([message, message, message]));
    await turn();
    expect(passed()).toEqual(Buffer.concat([connect, message, message]));
    connection.settle();
    await turn();
    expect(passed()).toEqual(Buffer.concat([connect, message, message, message]));
  });
});
