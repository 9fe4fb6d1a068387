import { readFileSync } from 'node:fs';
import { createConfigSchema } from '../src/config-schema.js';
import { schemaFile } from './schema-file.js';

const written = JSON.parse(readFileSync(schemaFile, 'utf8')) as object;

it('is written as the configuration has it; `pnpm nx write-schema config` writes it anew', () => {
  expect(written).toEqual(JSON.parse(JSON.stringify(createConfigSchema())));
});

it('knows every section, refuses unknown keys, asks for none', () => {
  expect(written).toMatchObject({
    additionalProperties: false,
    properties: { $schema: {}, thresholds: { type: 'array' }, local: { properties: { httpPort: { default: 8020 } } } },
  });
  expect(written).not.toHaveProperty('required');
});
