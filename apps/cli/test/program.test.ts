import { groups } from '../src/groups.js';
import { createProgram } from '../src/program.js';

const program = await createProgram(
  groups.map(({ name }) => name),
  { finish: () => {} },
);
const commands = [program, ...program.commands, ...program.commands.flatMap(({ commands: inner }) => inner)];

describe('the help of', () => {
  it.each(commands.map((command) => [command.name(), command] as const))(
    '%s says what it does, its flags and how it is used',
    (_, command) => {
      let text = '';
      command.configureOutput({
        writeOut: (part) => (text += part),
        getOutHelpWidth: () => 100,
        getOutHasColors: () => false,
      });
      command.outputHelp();
      expect(text).toMatchSnapshot();
    },
  );
});

it('imports a group when it is called, and no other', async () => {
  const called = await createProgram(['devices', 'list'], { finish: () => {} });
  expect(called.commands.map((group) => [group.name(), group.options.length, group.commands.length])).toEqual([
    ['dev', 0, 0],
    ['manifest', 0, 0],
    ['devices', 0, 1],
    ['query', 0, 0],
    ['backup', 0, 0],
    ['restore', 0, 0],
    ['doctor', 0, 0],
  ]);
});
