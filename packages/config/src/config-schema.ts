import { cordConfigSchema } from '@cord/fleet';
import * as z from 'zod';

/**
 * What editors hold a configuration file in JSON or YAML to; the keys of `cord.config.ts` are told by its types.
 *
 * Shape: JSON Schema, draft 2020-12. Checks that only code can make, such as an expression in SQL, are not in it.
 */
export function createConfigSchema(): object {
  const schema = z.toJSONSchema(cordConfigSchema, { io: 'input', unrepresentable: 'any' });
  const properties = { $schema: { type: 'string' }, ...schema.properties };
  return { ...schema, title: 'Configuration of Cord', properties };
}
