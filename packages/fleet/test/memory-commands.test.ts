import { describeCommandStoreContract } from '@cord/testing';
import { MemoryCommands } from './memory-commands.js';

// What the use cases are tested over must itself be a store.
describeCommandStoreContract('MemoryCommands', () => new MemoryCommands());
