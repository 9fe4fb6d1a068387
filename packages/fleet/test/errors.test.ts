import { FleetError } from '../src/errors.js';

describe('FleetError', () => {
  it('says where, for whom and why, where that is known', () => {
    const cause = new Error('disk');
    const error = new FleetError('invalid-config', 'no', { path: 'a[0]', uniqueId: '01', cause });
    expect(error).toMatchObject({
      name: 'FleetError',
      code: 'invalid-config',
      message: 'no',
      path: 'a[0]',
      uniqueId: '01',
    });
    expect(error.cause).toBe(cause);
  });

  it('leaves out what is not known', () => {
    const error = new FleetError('unknown-thing', 'no');
    expect(error).toMatchObject({ path: undefined, uniqueId: undefined });
    expect(error).not.toHaveProperty('cause');
  });
});
