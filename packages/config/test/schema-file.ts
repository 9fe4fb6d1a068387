import { fileURLToPath } from 'node:url';

export const schemaFile = fileURLToPath(new URL('../cord.config.schema.json', import.meta.url));
