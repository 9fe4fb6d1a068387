import { readFileSync } from 'node:fs';
import { everyEntryFault, manifestFaults } from '@cord/testing/manifest';
import * as manifest from '../src/index.js';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
const readme = read('../README.md');
const codes = [...new Set([...read('../src/errors.ts').matchAll(/^ {2}\| '([a-z0-9-]+)'/gm)].map(([, code]) => code!))];

describe('the README', () => {
  it('tells every code once', () => {
    const section = readme.slice(readme.indexOf('## Codes'), readme.indexOf('## What it does not do'));
    const cells = section.split('\n').flatMap((row) => (row.startsWith('| `') ? [row.split('|')[1]!] : []));
    const told = cells.flatMap((cell) => [...cell.matchAll(/`([a-z0-9-]+)`/g)].map(([, code]) => code!));
    expect(told.toSorted()).toEqual(codes.toSorted());
  });

  it('names everything that the package exports', () => {
    const values = Object.keys(manifest).filter((name) => name !== 'DEFAULT_LIMITS');
    expect(values.filter((name) => !readme.includes(name))).toEqual([]);
  });
});

it('every code is told of by a fault of its own, but those that no single entry can have', () => {
  const made = new Set<string>([...everyEntryFault, ...manifestFaults].map(({ code }) => code));
  expect(codes.filter((code) => !made.has(code))).toEqual(['key-malformed', 'unique-id-twice']);
});
