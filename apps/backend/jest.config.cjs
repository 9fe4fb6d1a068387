module.exports = { ...require('../../packages/aws-constructs/jest.preset.cjs'), displayName: 'backend' };
