import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { build } from 'esbuild';
import { createFactory, provisionSecureElement } from '@cord/device';

const root = join(__dirname, '..');
const ROUNDS = 7;

/** What one process of a handler took: its start, and each request once it was warm. */
interface Run {
  startMs: number;
  cpuMs: number;
}

/** The registration handler beside a peer: the same code, whose AWS SDK lies unbundled in node_modules. */
async function main(): Promise<void> {
  const handlers = {
    'as published': join(root, 'assets/register-device/register-device.mjs'),
    'SDK unbundled': await buildPeer(),
  };
  const aws = createServer((request, response) => {
    // A cord that nobody knows yet: every step of a registration is taken.
    const isUnknown = request.method === 'GET';
    response.writeHead(isUnknown ? 404 : 200, isUnknown ? { 'x-amzn-errortype': 'ResourceNotFoundException' } : {});
    request.resume().on('end', () => response.end('{}'));
  });
  await once(aws.listen(0, '127.0.0.1'), 'listening');
  const { port } = aws.address() as AddressInfo;
  const environment = await describeRequest(`http://127.0.0.1:${port}`);
  const runs = new Map<string, Run[]>(Object.keys(handlers).map((name) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, file] of Object.entries(handlers)) runs.get(name)?.push(await run(file, environment));
  }
  aws.close();
  report(runs);
}

async function buildPeer(): Promise<string> {
  const outfile = join(root, 'tmp/peer/register-device.mjs');
  await build({
    ...(require(join(root, 'esbuild.handlers.cjs')) as object),
    alias: {},
    outExtension: {},
    entryPoints: [join(root, 'src/registration/register-device.handler.ts')],
    outfile,
    external: ['@aws-sdk/*'],
    logLevel: 'error',
  });
  return outfile;
}

/** A private factory's manifest, so that the dearest way of trust is measured. */
async function describeRequest(endpoint: string): Promise<Record<string, string>> {
  const at = new Date();
  const factory = await createFactory({ name: 'Acme Devices', at });
  const { entry } = await provisionSecureElement(factory, { at });
  const settings = {
    thingPrefix: 'CS-CORD-DK-',
    maxEntries: 25,
    maxBodyBytes: 1_048_576,
    trust: { logSigners: [factory.logSigner.certificatePem], deviceRoots: [factory.root.certificatePem] },
    policyName: 'device',
    certificateArnPrefix: 'arn:aws:iot:eu-west-1:123456789012:cert/',
  };
  return {
    CORD_REGISTRATION: JSON.stringify(settings),
    EVENT: JSON.stringify({
      body: JSON.stringify([entry]),
      isBase64Encoded: false,
      requestContext: { requestId: 'r-1' },
    }),
    AWS_REGION: 'eu-west-1',
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  };
}

const SCRIPT = `
  const startedAt = performance.now();
  const { handler } = await import(process.argv[1]);
  const startMs = performance.now() - startedAt;
  console.info = () => {};
  const event = JSON.parse(process.env.EVENT);
  const handle = async () => {
    const { statusCode, body } = await handler(event);
    if (statusCode !== 200) throw new Error(body);
  };
  for (let i = 0; i < 30; i++) await handle();
  const before = process.cpuUsage();
  for (let i = 0; i < 100; i++) await handle();
  const { user, system } = process.cpuUsage(before);
  console.log(JSON.stringify({ startMs, cpuMs: (user + system) / 1000 / 100 }));
`;

async function run(file: string, environment: Record<string, string>): Promise<Run> {
  const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', SCRIPT, file], {
    env: { PATH: process.env['PATH'], ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number];
  if (status !== 0) throw new Error(`the handler ended with ${status}`);
  return JSON.parse(output) as Run;
}

function report(runs: ReadonlyMap<string, readonly Run[]>): void {
  const revision = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const folder = join(root, 'assets/register-device');
  const modules = readdirSync(folder).filter((file) => file.endsWith('.mjs'));
  const bytes = (files: readonly string[]) => files.reduce((sum, file) => sum + statSync(join(folder, file)).size, 0);
  const onDemand = modules.filter((file) => isOnDemand(folder, modules, file));
  const medians = [...runs].map(([name, each]) => {
    return [name, { startMs: median(each.map((one) => one.startMs)), cpuMs: median(each.map((one) => one.cpuMs)) }];
  });
  const result = {
    revision,
    node: process.version,
    loadedAtStartBytes: bytes(modules) - bytes(onDemand),
    loadedOnDemandBytes: bytes(onDemand),
    medians: Object.fromEntries(medians) as object,
  };
  const baselineFile = join(__dirname, 'results/registration-handler.json');
  console.log(`baseline ${readFileSync(baselineFile, 'utf8')}now ${JSON.stringify(result, undefined, 2)}`);
  if (process.argv.includes('--baseline')) {
    writeFileSync(baselineFile, `${JSON.stringify(result, undefined, 2)}\n`);
  }
}

/** A chunk that is named in `import(…)` alone. */
function isOnDemand(folder: string, modules: readonly string[], file: string): boolean {
  const texts = modules.map((each) => readFileSync(join(folder, each), 'utf8'));
  const isNamed = texts.some((text) => text.includes(`import("./${file}")`));
  return isNamed && !texts.some((text) => text.includes(`from"./${file}"`));
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return Math.round((sorted[Math.floor(sorted.length / 2)] ?? 0) * 100) / 100;
}

void main();
