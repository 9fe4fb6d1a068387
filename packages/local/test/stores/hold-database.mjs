// Another process that holds a database file until it is told to end.
import { DuckDBInstance } from '@duckdb/node-api';

const database = await DuckDBInstance.create(process.argv[2]);
process.send('held');
process.on('disconnect', () => database.closeSync());
