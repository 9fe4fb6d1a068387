import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

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
const folder = join(here, '../../../tmp/e2e-aws');
const venv = join(folder, 'venv');
/** What the emulator says once it runs, functions included. */
const logFile = join(folder, 'emulator.log');
const python = join(venv, 'bin/python');

/** True where Python can make virtual environments. */
export function hasPython(): boolean {
  return spawnSync('python3', ['-c', 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))']).status === 0;
}

/** Installs the pinned emulator where it is not yet, starts it empty, and waits until it answers. */
export async function startEmulator(): Promise<Emulator> {
  install();
  const [gatewayPort, mqttPort] = await Promise.all([findFreePort(), findFreePort()]);
  const endpoint = `http://127.0.0.1:${gatewayPort}`;
  const server = spawn(python, [join(here, 'start_emulator.py')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      ...process.env,
      BIND_HOST: '127.0.0.1',
      MINISTACK_HOST: '127.0.0.1',
      MINISTACK_ACCOUNT_ID: ACCOUNT,
      GATEWAY_PORT: String(gatewayPort),
      IOT_MTLS_PORT: String(mqttPort),
    },
  });
  await waitUntilReady(server, endpoint);
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

function install(): void {
  if (!existsSync(python)) run('python3', ['-m', 'venv', venv]);
  run(python, ['-m', 'pip', 'install', '-q', '--disable-pip-version-check', '-r', join(here, 'requirements.txt')]);
}

function run(command: string, args: readonly string[]): void {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed\n${stdout}${stderr}`, { cause: error });
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
async function waitUntilReady(server: ChildProcess, endpoint: string): Promise<void> {
  let log = '';
  await new Promise<void>((resolve, reject) => {
    server.once('exit', (code) => reject(new Error(`the emulator ended with ${code} before it was ready\n${log}`)));
    server.stderr?.on('data', (chunk: Buffer) => {
      log += chunk.toString();
      if (log.includes(`Running on ${endpoint}`) && log.includes('MQTT listening')) resolve();
    });
  });
  server.removeAllListeners('exit');
  server.stderr?.removeAllListeners('data').pipe(createWriteStream(logFile));
}
