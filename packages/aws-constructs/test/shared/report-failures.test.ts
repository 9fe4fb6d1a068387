import { reportFailures } from '../../src/shared/report-failures.js';

describe('reportFailures', () => {
  afterEach(() => jest.restoreAllMocks());

  it('is silent where nothing failed', () => {
    expect(() => reportFailures('command not taken back', [])).not.toThrow();
  });

  it('logs each item and fails the run', () => {
    const log = jest.spyOn(console, 'error').mockImplementation();
    const failures = ['a', 'b'].map((id) => ({ item: `command ${id}`, error: new Error(id) }));
    expect(() => reportFailures('command not taken back', failures)).toThrow(
      'command not taken back: 2 items, the first command a',
    );
    expect(log.mock.calls.map(([entry]) => entry)).toMatchObject([{ item: 'command a' }, { item: 'command b' }]);
  });
});
