import { writeFileSync } from 'node:fs';
import { createConfigSchema } from '../src/config-schema.js';
import { schemaFile } from './schema-file.js';

writeFileSync(schemaFile, `${JSON.stringify(createConfigSchema(), null, 2)}\n`);
