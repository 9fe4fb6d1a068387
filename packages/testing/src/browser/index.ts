export { describeInBrowser } from './describe-in-browser.js';
export { launchBrowser } from './launch-browser.js';
