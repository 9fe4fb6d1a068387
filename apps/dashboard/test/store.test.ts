import { createStore } from '../src/store.js';

const step = (state: { left: number; right: number }, side: 'left' | 'right') => ({
  ...state,
  [side]: state[side] + 1,
});

it('calls back those whose slice changed, and no others', () => {
  const store = createStore(step, { left: 0, right: 0 });
  const calls: string[] = [];
  store.watch(
    ({ left }) => left,
    0,
    () => calls.push('left'),
  );
  const unwatch = store.watch(
    ({ right }) => right,
    0,
    () => calls.push('right'),
  );
  store.dispatch('left');
  store.dispatch('right');
  unwatch();
  store.dispatch('right');
  expect(calls).toEqual(['left', 'right']);
  expect(store.state()).toEqual({ left: 1, right: 2 });
});

it('calls back at once when the slice is another by now than the one that was seen', () => {
  const store = createStore(step, { left: 0, right: 0 });
  const seen = store.state().left;
  store.dispatch('left');
  let calls = 0;
  store.watch(
    ({ left }) => left,
    seen,
    () => (calls += 1),
  );
  expect(calls).toBe(1);
});
