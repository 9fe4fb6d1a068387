// The constructs are CommonJS (they read __dirname), so their tests here run as CommonJS too.
const constructs = require('../../packages/aws-constructs/jest.config.cjs');
module.exports = { ...constructs, displayName: 'backend' };
