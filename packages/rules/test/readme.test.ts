import { readFileSync } from 'node:fs';
import * as api from '../src/index.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');

describe('the README', () => {
  it.each(Object.keys(api))('tells what %s is for', (name) => {
    expect(readme).toMatch(new RegExp(`\`[^\`]*\\b${name}\\b[^\`]*\``));
  });

  it('imports in its examples only what there is', () => {
    const imported = [...readme.matchAll(/import \{([^}]*)\} from '@cord\/rules'/g)].flatMap(([, names = '']) => {
      return names.split(',').map((name) => name.trim());
    });
    const values = imported.filter((name) => name !== '' && !name.startsWith('type '));
    expect(values.filter((name) => !Object.keys(api).includes(name))).toEqual([]);
    expect(values.length).toBeGreaterThan(5);
  });

  it('counts the conformance cases right', () => {
    const count = ['iot-sql-cases.json', 'reference-rows.json']
      .map((name) => JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8')) as unknown[])
      .reduce((sum, list) => sum + list.length, 0);
    expect(readme).toContain(`${count} cases`);
  });
});
