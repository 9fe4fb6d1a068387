import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CordConfigInput } from '@cord/fleet';
import { hasPython, installPython, run } from './python-venv.js';

/** Between them they hold every resource that the backend can have. */
const configs: Record<string, CordConfigInput> = {
  default: {},
  full: {
    thresholds: [
      { id: 'load-on', metric: 'watts', above: 5, clearAt: 4, for: '30s' },
      { id: 'apparent-power', expression: 'volts * amps', above: 2000 },
    ],
    notifications: {
      emails: ['on-duty@example.com'],
      phoneNumbers: ['+14255550100'],
      httpsUrls: ['https://example.com/alerts'],
    },
    cloud: {
      operatorEmails: ['operations@example.com'],
      quickSightPrincipalArn: 'arn:aws:quicksight:us-east-1:123456789012:user/default/ann',
      siteWise: true,
    },
  },
  stateless: { cloud: { alerting: 'stateless' } },
};

/** Every template that the configurations lead to, held to CloudFormation's own schemas and rules by cfn-lint. */
function lintTemplates(): void {
  const cfnLint = join(installPython('cfn-lint', join(import.meta.dirname, 'requirements.txt')), 'cfn-lint');
  const folder = mkdtempSync(join(tmpdir(), 'cord-templates-'));
  const templates = Object.entries(configs).flatMap(([name, config]) => {
    const configFile = join(folder, `${name}.json`);
    writeFileSync(configFile, JSON.stringify(config));
    const output = join(folder, name);
    run('cdk', ['synth', '--quiet', `--context=config=${configFile}`, `--output=${output}`], {
      cwd: join(import.meta.dirname, '..'),
      env: { ...process.env, CDK_DISABLE_CLI_TELEMETRY: 'true', CDK_VALIDATION: 'false' },
    });
    const files = readdirSync(output).filter((file) => file.endsWith('.template.json'));
    return files.map((file) => join(output, file));
  });
  // Warnings and remarks count too, save that CDK writes dependencies out which a reference has already.
  run(cfnLint, ['--include-checks', 'I', '--ignore-checks', 'W3005', '--', ...templates]);
  console.log(`cfn-lint: ${templates.length} templates, no finding`);
  rmSync(folder, { recursive: true });
}

if (hasPython()) lintTemplates();
else console.log('left out: cfn-lint needs Python 3.10 with venv');
