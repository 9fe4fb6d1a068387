import { createProgram } from '../src/program.js';

const program = createProgram(() => {});
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
