import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a flow of Node-RED made of the messages of a broker. */
export interface NodeRed {
  pid: number;
  /** Messages that it has been through, so far. */
  countMessages: () => Promise<number>;
  stop: () => Promise<void>;
}

const PACKAGES = ['node-red@4.1.15', 'node@22'];

/**
 * Node-RED by npm, on the Node that it asks for, with the flow that does what a rule of ours does: parse, compare with a threshold,
 * keep the message in a file. It hears what the broker has taken; nothing is promised of what it keeps.
 */
export async function startNodeRed(folder: string, brokerPort: number): Promise<NodeRed> {
  await mkdir(folder, { recursive: true });
  const kept = join(folder, 'kept.ndjson');
  await writeFile(kept, '');
  await writeFile(join(folder, 'package.json'), '{"private":true}');
  const installed = spawnSync('npm', ['install', '--no-audit', '--no-fund', '--silent', ...PACKAGES], { cwd: folder });
  if (installed.status !== 0)
    throw new Error(`Node-RED could not be installed: ${installed.stderr.toString().slice(-300)}`);
  await writeFile(join(folder, 'flows.json'), JSON.stringify(flow(brokerPort, kept)));
  await writeFile(
    join(folder, 'settings.js'),
    "module.exports = { flowFile: 'flows.json', uiPort: 0, httpAdminRoot: false };",
  );
  const modules = join(folder, 'node_modules');
  const child = spawn(join(modules, 'node/bin/node'), [join(modules, 'node-red/red.js'), '--userDir', folder], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (bytes: Buffer) => /Connected to broker/.test(bytes.toString()) && resolve());
    child.once('exit', () => reject(new Error('Node-RED ended')));
  });
  return {
    pid: child.pid ?? 0,
    countMessages: async () => (await readFile(kept)).filter((byte) => byte === 0x0a).length,
    stop: async () => {
      const ended = once(child, 'exit');
      child.kill();
      await ended;
    },
  };
}

function flow(port: number, filename: string): object[] {
  const place = { x: 100, y: 100 };
  const tab = { id: 'tab', type: 'tab', label: 'cords' };
  const broker = {
    id: 'broker',
    type: 'mqtt-broker',
    broker: '127.0.0.1',
    port: String(port),
    autoConnect: true,
    cleansession: true,
  };
  const messages = {
    id: 'in',
    type: 'mqtt in',
    z: 'tab',
    topic: 'iot8020/+/metrics',
    qos: '1',
    datatype: 'auto-detect',
    broker: 'broker',
  };
  const judge =
    'const { watts } = msg.payload; msg.payload = { ...msg.payload, topic: msg.topic, isOver: watts > 5 }; return msg;';
  const file = {
    id: 'file',
    type: 'file',
    z: 'tab',
    filename,
    filenameType: 'str',
    appendNewline: true,
    overwriteFile: 'false',
  };
  return [
    tab,
    broker,
    // A node without a place on the sheet is taken for a setting.
    { ...messages, ...place, wires: [['judge']] },
    { id: 'judge', type: 'function', z: 'tab', ...place, func: judge, outputs: 1, wires: [['file']] },
    { ...file, ...place, wires: [[]] },
  ];
}
