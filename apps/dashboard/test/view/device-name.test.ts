import { nameOf, nameOfThing, sortDevices } from '../../src/view/device-name.js';

const device = (thingName: string, label?: string) => ({
  thingName,
  isConnected: true,
  ...(label !== undefined && { label }),
});

it('names a device after its machine, else after its thing', () => {
  expect(nameOf(device('CS-1', 'pump'))).toBe('pump');
  expect(nameOf(device('CS-1'))).toBe('CS-1');
  expect(nameOfThing({}, 'CS-9')).toBe('CS-9');
});

it('sorts by name with numbers as numbers, and by thing where names are the same', () => {
  const sorted = sortDevices([
    device('d', 'pump-10'),
    device('c', 'pump-2'),
    device('b', 'freezer'),
    device('a', 'pump-2'),
  ]);
  expect(sorted.map(({ thingName }) => thingName)).toEqual(['b', 'a', 'c', 'd']);
});
