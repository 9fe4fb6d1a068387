import { writeFileSync } from 'node:fs';
import { createDescribedSchema } from './described-schema.js';
import { schemaFile } from './schema-file.js';

writeFileSync(schemaFile, `${JSON.stringify(createDescribedSchema(), null, 2)}\n`);
