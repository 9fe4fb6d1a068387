import { readFileSync } from 'node:fs';
import type { ConfigSchema } from '../src/config-schema.js';
import { createDescribedSchema } from './described-schema.js';
import { schemaFile } from './schema-file.js';

const written = JSON.parse(readFileSync(schemaFile, 'utf8')) as ConfigSchema;

it('is written as the configuration has it; `pnpm nx write-schema config` writes it anew', () => {
  expect(written).toEqual(JSON.parse(JSON.stringify(createDescribedSchema())));
});

it('knows every section, refuses unknown keys, asks for none', () => {
  expect(written).toMatchObject({
    additionalProperties: false,
    properties: { $schema: {}, thresholds: { type: 'array' }, local: { properties: { httpPort: { default: 8020 } } } },
  });
  expect(written).not.toHaveProperty('required');
});

it('says of every key what it is, for whoever edits it', () => {
  expect(undescribed(written)).toEqual([]);
});

it('knows what a threshold may say', () => {
  expect(written).toMatchObject({
    properties: {
      thresholds: {
        items: {
          additionalProperties: false,
          required: ['id'],
          properties: {
            above: { type: 'number', description: expect.any(String) },
            for: { type: 'string', default: '0s', pattern: expect.stringContaining('ms|s|m|h|d') },
            severity: { enum: ['info', 'warning', 'critical'] },
            perThing: { additionalProperties: { properties: { clearAt: {} } } },
          },
        },
      },
    },
  });
});

/** Paths of keys without a word. */
function undescribed(schema: ConfigSchema, path = ''): string[] {
  const { properties = {}, items, additionalProperties } = schema;
  const inner = typeof additionalProperties === 'object' ? [additionalProperties] : [];
  return [
    ...Object.entries(properties).flatMap(([name, property]) => [
      ...(property.description === undefined ? [`${path}.${name}`] : []),
      ...undescribed(property, `${path}.${name}`),
    ]),
    ...[...(items === undefined ? [] : [items]), ...inner].flatMap((each) => undescribed(each, `${path}[]`)),
  ];
}
