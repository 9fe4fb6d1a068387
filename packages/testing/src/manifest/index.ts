export { createBulkEntries } from './bulk-entries.js';
