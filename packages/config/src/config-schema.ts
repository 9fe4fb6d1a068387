import { cordConfigSchema } from '@cord/fleet';
import { thresholdInputSchema } from '@cord/rules';
import * as z from 'zod';

const options = { io: 'input', unrepresentable: 'any' } as const;

/**
 * What editors hold a configuration file in JSON or YAML to; the keys of `cord.config.ts` are told by its types.
 *
 * Shape: JSON Schema, draft 2020-12. Checks that only code can make, such as an expression in SQL, are not in it.
 */
export function createConfigSchema(): ConfigSchema {
  const { properties = {}, ...schema } = z.toJSONSchema(cordConfigSchema, options) as ConfigSchema;
  const { $schema: _, ...items } = z.toJSONSchema(thresholdInputSchema, options) as ConfigSchema;
  return {
    ...schema,
    title: 'Configuration of Cord',
    properties: {
      $schema: { type: 'string', description: 'The schema that this file is edited by.' },
      ...properties,
      // Thresholds are read by @cord/rules, one by one.
      thresholds: { ...properties['thresholds'], items },
    },
  };
}

/** As much of a JSON Schema as is looked at. */
export interface ConfigSchema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, ConfigSchema>>;
  readonly items?: ConfigSchema;
  readonly additionalProperties?: ConfigSchema | boolean;
  readonly [keyword: string]: unknown;
}
