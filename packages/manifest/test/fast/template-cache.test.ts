import { TemplateCache } from '../../src/fast/template-cache.js';

/** Reads what begins with the same byte. */
function createTemplate(first: number) {
  return { read: (bytes: Uint8Array) => (bytes[0] === first ? `form ${first}` : undefined) };
}

function read(shelf: TemplateCache<string>, first: number): string | undefined {
  return shelf.read(Uint8Array.of(first));
}

describe('TemplateCache', () => {
  it('reads what is like any of the forms met last', () => {
    const shelf = new TemplateCache<string>();
    expect(read(shelf, 1)).toBeUndefined();
    for (const first of [1, 2, 3, 4, 5]) shelf.learn(() => createTemplate(first));
    expect([1, 2, 5].map((first) => read(shelf, first))).toEqual([undefined, 'form 2', 'form 5']);
  });

  it('stops learning where no form is met again, and goes on when one is', () => {
    const shelf = new TemplateCache<string>();
    let asked = 0;
    const learn = (first: number) =>
      shelf.learn(() => {
        asked++;
        return createTemplate(first);
      });
    for (let first = 0; first < 100; first++) learn(first);
    expect(asked).toBe(32);
    expect(read(shelf, 31)).toBe('form 31');
    learn(100);
    expect(read(shelf, 100)).toBe('form 100');
  });

  it('takes it that some things have no form', () => {
    const shelf = new TemplateCache<string>();
    for (let n = 0; n < 100; n++) shelf.learn(() => undefined);
    shelf.learn(() => createTemplate(7));
    expect(read(shelf, 7)).toBe('form 7');
  });
});
