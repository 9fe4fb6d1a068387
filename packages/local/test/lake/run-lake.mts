// A backend that has a lake alone, whose process settles without end; says which process that is, to be killed.
import { Lake } from '../../src/lake/lake.js';
import { FakeHeart } from './fake-heart.js';
import { AT_MS, minutely } from './test-lake.js';

const [path = ''] = process.argv.slice(2);
const heart = new FakeHeart();
const { lake } = await Lake.start(heart.optionsFor(path));
process.send?.({ lakeProcessId: lake.processId });
for (;;) {
  // Never confirmed: what it wrote does not count.
  await lake.takeBatches([heart.keep(minutely('pump', 5000, AT_MS))]);
  await lake.settle(heart.rows);
}
