import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** As the CDK command line runs it, without its credentials and network. */
function synthesise(config: string, context: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'cord-backend-'));
  const file = join(folder, 'cord.config.ts');
  writeFileSync(file, config);
  const { NODE_OPTIONS: _, ...env } = process.env;
  const run = spawnSync(process.execPath, ['--import', 'tsx', '--conditions=@cord/source', 'src/main.ts'], {
    cwd: join(__dirname, '..'),
    encoding: 'utf8',
    env: {
      ...env,
      CDK_VALIDATION: 'false',
      CDK_OUTDIR: join(folder, 'out'),
      CDK_CONTEXT_JSON: JSON.stringify({ config: file, ...context }),
    },
  });
  rmSync(folder, { recursive: true });
  return { status: run.status, output: run.stdout + run.stderr };
}

const wrong = {
  'an unknown key': ['export default { topicRot: "plant" };', 'topicRot: unknown key'],
  'a threshold on an unknown metric': [
    'export default { thresholds: [{ id: "x", metric: "wats", above: 5 }] };',
    'thresholds[0].metric',
  ],
  'a retention of no days': ['export default { retentionDays: 0 };', 'retentionDays'],
  'a threshold on an expression that does not parse': [
    'export default { thresholds: [{ id: "x", expression: "volts * ", above: 6 }] };',
    'thresholds[0].expression',
  ],
  'a threshold declared twice': [
    'export default { thresholds: [{ id: "x", metric: "watts", above: 5 }, { id: "x", metric: "watts", above: 6 }] };',
    "'x'",
  ],
};

describe('main', () => {
  it.each(Object.entries(wrong))('rejects %s with one message, and no stack', (_, [config, expected]) => {
    const { status, output } = synthesise(config ?? '');
    expect(status).toBe(1);
    expect(output).toContain(expected);
    expect(output).not.toMatch(/^\s+at /m);
  });

  it('rejects a stage of the command line that cannot be one', () => {
    const { status, output } = synthesise('export default {};', { stage: 'Prod/1' });
    expect(status).toBe(1);
    expect(output).toMatch(/^invalid-config: cloud\.stage: /);
  });
});
