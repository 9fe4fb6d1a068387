import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { awsClientOptions } from '../../src/shared/aws-client-options.js';

describe('the limits of AWS clients', () => {
  it('end three attempts before the function with the least time does', () => {
    const { maxAttempts, requestHandler } = awsClientOptions;
    const { connectionTimeout, requestTimeout, throwOnRequestTimeout } = requestHandler;
    expect(throwOnRequestTimeout).toBe(true);
    expect(maxAttempts * (connectionTimeout + requestTimeout)).toBeLessThan(15_000);
  });

  it('are those of every client', () => {
    const source = join(__dirname, '../../src');
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
    const created = files.flatMap((file) => {
      return [...readFileSync(join(source, file), 'utf8').matchAll(/new \w+Client\((.*?)\)/g)].map(
        ([, options]) => options,
      );
    });
    expect(created.length).toBeGreaterThan(4);
    expect(new Set(created)).toEqual(new Set(['awsClientOptions']));
  });
});
