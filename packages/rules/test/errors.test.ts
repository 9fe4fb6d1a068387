import { parseStatement, SqlError } from '../src/index.js';

function errorOf(sql: string): SqlError {
  try {
    parseStatement(sql);
  } catch (error) {
    if (error instanceof SqlError) return error;
    throw error;
  }
  throw new Error(`expected an SqlError for ${sql}`);
}

describe('SqlError', () => {
  it('shows the line and the place', () => {
    expect(errorOf("SELECT a\nFROM 'a/b'\nWHERE a >> 5").excerpt).toBe('WHERE a >> 5\n         ^');
    expect(errorOf("SELECT * FORM 'a'").excerpt).toBe("SELECT * FORM 'a'\n         ^^^^");
  });

  it('shows the end of a text that stops too soon', () => {
    expect(errorOf('SELECT').excerpt).toBe('SELECT\n      ^');
    expect(errorOf('').excerpt).toBe('\n^');
  });

  it('keeps carets within the line', () => {
    expect(errorOf("SELECT 'a\nb").excerpt).toBe("SELECT 'a\n       ^^");
  });

  it('cuts long texts in its message', () => {
    expect(errorOf(`SELECT a ${'x'.repeat(500)} y`).message.length).toBeLessThan(200);
  });
});
