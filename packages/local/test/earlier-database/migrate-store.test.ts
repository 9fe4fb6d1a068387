import { migrateStore } from '../../src/earlier-database/migrations/migrate-store.js';
import type {
  FoundVersion,
  MigratedStore,
  MigrationStep,
} from '../../src/earlier-database/migrations/migrated-store.js';

interface Content {
  version?: number;
  notes: string[];
}

/** The smallest store that can be taken along. */
class NoteStore implements MigratedStore<Content> {
  readonly name = 'notes.json';
  readonly copies = new Map<string, Content>();

  constructor(
    public content: Content,
    readonly found?: FoundVersion,
  ) {}

  async readVersion(): Promise<FoundVersion> {
    if (this.found !== undefined) return this.found;
    const { version } = this.content;
    return version === undefined ? { kind: 'empty' } : { kind: 'version', version };
  }

  async transaction(work: (content: Content) => Promise<void>): Promise<void> {
    const draft = structuredClone(this.content);
    await work(draft);
    this.content = draft;
  }

  async writeVersion(content: Content, version: number): Promise<void> {
    content.version = version;
  }

  async backup(version: number): Promise<string> {
    const copy = `notes.json.v${version}`;
    this.copies.set(copy, structuredClone(this.content));
    return copy;
  }
}

const step = (number: number, isBroken = false): MigrationStep<Content> => ({
  number,
  name: `note ${number}`,
  up: async (content) => {
    content.notes.push(`step ${number}`);
    if (isBroken) throw new Error('disk full');
  },
});
const steps = [step(1), step(2), step(3)];

describe('migrateStore', () => {
  it('takes an empty store to the last step, without a copy of nothing', async () => {
    const store = new NoteStore({ notes: [] });
    expect(await migrateStore(store, steps)).toBeUndefined();
    expect(store.content).toEqual({ version: 3, notes: ['step 1', 'step 2', 'step 3'] });
    expect(store.copies.size).toBe(0);
  });

  it.each([0, 1, 2])('takes version %d along by the steps after it, in order, once', async (version) => {
    const before = { version, notes: ['kept'] };
    const store = new NoteStore(structuredClone(before));
    const copy = `notes.json.v${version}`;
    expect(await migrateStore(store, steps)).toEqual({ from: version, to: 3, copy });
    const taken = ['step 1', 'step 2', 'step 3'].slice(version);
    expect(store.content).toEqual({ version: 3, notes: ['kept', ...taken] });
    expect(store.copies.get(copy)).toEqual(before);
    expect(await migrateStore(store, steps)).toBeUndefined();
    expect(store.content.notes).toEqual(['kept', ...taken]);
  });

  it('leaves a store whose step fails as it was after the step before, and says where the copy lies', async () => {
    const store = new NoteStore({ version: 1, notes: ['kept'] });
    await expect(migrateStore(store, [step(1), step(2), step(3, true)])).rejects.toMatchObject({
      code: 'data-folder-not-migrated',
      message:
        'step 3 (note 3) failed on notes.json: disk full; it stands at version 2, and a copy from before lies at notes.json.v1',
    });
    expect(store.content).toEqual({ version: 2, notes: ['kept', 'step 2'] });
    await migrateStore(store, steps);
    expect(store.content).toEqual({ version: 3, notes: ['kept', 'step 2', 'step 3'] });
  });

  it('changes nothing where no copy can be put aside', async () => {
    const store = new NoteStore({ version: 1, notes: ['kept'] });
    store.backup = () => Promise.reject(new Error('disk full'));
    await expect(migrateStore(store, steps)).rejects.toMatchObject({ code: 'data-folder-not-migrated' });
    expect(store.content).toEqual({ version: 1, notes: ['kept'] });
  });

  it.each([
    [
      { kind: 'version', version: 4 },
      'data-folder-newer',
      'notes.json has version 4, this version of cord reads up to 3; use the cord that wrote it, or name another --data-dir',
    ],
    [
      { kind: 'unversioned' },
      'data-folder-damaged',
      'notes.json holds data but no version of it; put a copy of it back, or name another --data-dir',
    ],
    [
      { kind: 'damaged', found: '-1' },
      'data-folder-damaged',
      'the version in notes.json is -1, expected one whole number from 0 to 3; put a copy of it back, or name another --data-dir',
    ],
  ] satisfies [FoundVersion, string, string][])('rejects %j', async (found, code, message) => {
    const store = new NoteStore({ version: 1, notes: ['kept'] }, found);
    await expect(migrateStore(store, steps)).rejects.toMatchObject({ code, message });
    expect(store.content).toEqual({ version: 1, notes: ['kept'] });
    expect(store.copies.size).toBe(0);
  });
});
