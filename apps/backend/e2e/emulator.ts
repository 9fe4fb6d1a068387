import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { installPython } from '../tools/python-venv.js';

/** Credentials of the emulator: the access key is the account that resources belong to. */
export const ACCOUNT = '123456789012';
export const REGION = 'us-east-1';

/** An AWS account on this machine, reachable through loopback alone. */
export interface Emulator {
  endpoint: string;
  mqttPort: number;
  /** What makes the AWS SDK and the CDK talk to it. */
  environment: Record<string, string>;
  stop(): Promise<void>;
}

const here = import.meta.dirname;
/** What the emulator says once it runs, functions included. */
const logFile = join(here, '../../../tmp/emulator.log');

/** Installs the pinned emulator where it is not yet, starts it empty, and waits until it answers. */
export async function startEmulator(): Promise<Emulator> {
  const bin = installPython('emulator', join(here, 'requirements.txt'));
  const [gatewayPort, mqttPort] = await Promise.all([findFreePort(), findFreePort()]);
  const endpoint = `http://127.0.0.1:${gatewayPort}`;
  const server = spawn(join(bin, 'python'), [join(here, 'start_emulator.py')], {
    // Should this process be killed, its end of standard input closes, and the emulator stops too.
    stdio: ['pipe', 'ignore', 'pipe'],
    env: {
      ...process.env,
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      MINISTACK_ACCOUNT_ID: ACCOUNT,
      GATEWAY_PORT: String(gatewayPort),
      IOT_MTLS_PORT: String(mqttPort),
    },
  });
  await waitUntilReady(server, endpoint, mqttPort);
  return {
    endpoint,
    mqttPort,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ENDPOINT_URL_S3: endpoint,
      AWS_ACCESS_KEY_ID: ACCOUNT,
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: REGION,
    },
    async stop() {
      server.kill();
      if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
    },
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** The emulator's log says when it is ready; one that ends before has failed. */
async function waitUntilReady(server: ChildProcess, endpoint: string, mqttPort: number): Promise<void> {
  let log = '';
  let isKnocked = false;
  await new Promise<void>((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`the emulator ended with ${code} before it was ready\n${log}`)));
    server.stderr?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes('issued broker certificate')) return resolve();
      if (isKnocked || !log.includes(`Running on ${endpoint}`) || !log.includes('MQTT listening')) return;
      isKnocked = true;
      // The broker makes its certificate for the first who connects, and may lose that one's handshake over it.
      const knock = connect(mqttPort, '127.0.0.1', () => knock.destroy());
    });
  });
  server.removeAllListeners('exit');
  server.stderr?.removeAllListeners('data').pipe(createWriteStream(logFile));
}
