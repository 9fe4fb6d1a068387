import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer as createNetServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { issueCertificate } from '@cord/device';
import { issueServerCertificate } from '../src/pki/certificate-authority.js';
import type { Home } from './cords.js';

/** Something that takes messages, running. */
export interface Peer {
  name: string;
  host: string;
  port: number;
  /** What a client must trust. */
  ca: string;
  /** Its process, and those that it started. */
  pids: () => Promise<readonly number[]>;
  stop: () => Promise<void>;
}

const ROOT = join(import.meta.dirname, '../../..');

/** `cord dev` as it is built, nothing shown. */
export async function startCord(folder: string): Promise<Peer & Home & { readLagMs: () => Promise<number> }> {
  const dataDir = join(folder, 'cord');
  const command = [
    join(ROOT, 'apps/cli/dist/main.js'),
    'dev',
    '--port',
    '0',
    '--mqtt-port',
    '0',
    '--data-dir',
    dataDir,
  ];
  const lagFile = join(folder, 'lag');
  const monitor = ['--import', join(import.meta.dirname, 'loop-lag.mjs')];
  const child = spawn(process.execPath, [...monitor, ...command, '--json'], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, CORD_LAG_FILE: lagFile },
  });
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, 'line')) as [string];
  // Read and forgotten: a pipe that is full would hold it up.
  lines.on('line', () => {});
  const { apiUrl, iotUrl } = JSON.parse(line) as { apiUrl: string; iotUrl: string };
  const authority = JSON.parse(await readFile(join(dataDir, 'pki/authority.json'), 'utf8')) as {
    certificatePem: string;
  };
  const [host = '', port] = iotUrl.split(':');
  const rest = { apiUrl, dataDir, host, port: Number(port), ca: authority.certificatePem };
  return { name: 'cord dev', ...rest, ...life(child, 'SIGINT'), readLagMs: () => readLag(child, lagFile) };
}

/** Mosquitto of the system, with the same mutual TLS; it keeps messages in memory. Others of this machine hear it on `plainPort`. */
export async function startMosquitto(folder: string, deviceRootPem: string): Promise<Peer & { plainPort: number }> {
  const { certificatePem: ca, files } = await writeServerKeys(folder, deviceRootPem);
  const [port, plainPort] = [await findPort(), await findPort()];
  const lines = [
    'per_listener_settings true',
    `listener ${port} 127.0.0.1`,
    `cafile ${files.deviceRoot}`,
    `certfile ${files.certificate}`,
    `keyfile ${files.key}`,
    'require_certificate true',
    'use_identity_as_username true',
    `listener ${plainPort} 127.0.0.1`,
    'allow_anonymous true',
    'max_inflight_messages 100',
    'max_queued_messages 0',
    'user root',
  ];
  const config = join(folder, 'mosquitto.conf');
  await writeFile(config, `${lines.join('\n')}\n`);
  const child = spawn('mosquitto', ['-c', config], { stdio: 'ignore' });
  await untilListening(port);
  return { name: 'Mosquitto', host: '127.0.0.1', port, plainPort, ca, ...life(child) };
}

/** The broker library under ours alone: nothing is judged, nothing kept. */
export async function startAedes(folder: string, deviceRootPem: string): Promise<Peer> {
  const { certificatePem: ca, files } = await writeServerKeys(folder, deviceRootPem);
  const port = await findPort();
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'aedes-alone.mjs'), String(port), files.key, files.certificate],
    { stdio: 'inherit' },
  );
  await untilListening(port);
  return { name: 'aedes alone', host: '127.0.0.1', port, ca, ...life(child) };
}

/** The longest that the loop was held up since it was asked last. */
async function readLag(child: ChildProcess, file: string): Promise<number> {
  await rm(file, { force: true });
  child.kill('SIGUSR2');
  for (;;) {
    const text = await readFile(file, 'utf8').catch(() => '');
    if (text !== '') return Number(text);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function writeServerKeys(folder: string, deviceRootPem: string) {
  await mkdir(folder, { recursive: true });
  const now = Date.now();
  const authority = await issueCertificate({
    subject: { commonName: 'Bench authority' },
    notBefore: new Date(now - 86_400_000),
    notAfter: new Date(now + 864_000_000),
    extensions: [{ kind: 'basicConstraints', ca: true }],
  });
  const server = await issueServerCertificate(authority, '127.0.0.1', new Date());
  const files = {
    deviceRoot: join(folder, 'device-root.pem'),
    certificate: join(folder, 'server.pem'),
    key: join(folder, 'server.key'),
  };
  await writeFile(files.deviceRoot, deviceRootPem);
  await writeFile(files.certificate, server.certificatePem);
  await writeFile(files.key, server.privateKeyPem, { mode: 0o600 });
  return { certificatePem: authority.certificatePem, files };
}

function life(child: ChildProcess, signal: NodeJS.Signals = 'SIGTERM'): Pick<Peer, 'pids' | 'stop'> {
  return {
    pids: () => listProcesses(child.pid ?? 0),
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill(signal);
      await ended;
    },
  };
}

/** Linux alone tells who started whom. */
async function listProcesses(pid: number): Promise<readonly number[]> {
  const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const pids = children.trim().split(' ').filter(Boolean).map(Number);
  return [pid, ...(await Promise.all(pids.map(listProcesses))).flat()];
}

async function findPort(): Promise<number> {
  const server = createNetServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function untilListening(port: number): Promise<void> {
  const { connect } = await import('node:net');
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const isUp = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.destroy());
    });
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`nothing listens on port ${port}`);
}
