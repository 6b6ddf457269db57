import { Command } from 'commander';

/** The whole of the program, as `main.ts` puts it together; caught before it runs, so that it can be asked what it knows. */
export async function commandLine(): Promise<Command> {
  const { parseAsync } = Command.prototype;
  const caught: Command[] = [];
  Command.prototype.parseAsync = async function (this: Command) {
    caught.push(this);
    return this;
  };
  try {
    await import('../../../src/main.ts');
  } finally {
    Command.prototype.parseAsync = parseAsync;
  }
  const [program] = caught;
  if (program === undefined) throw new Error('src/main.ts has put no program together, or did so before');
  return program;
}

/** Verbs below a command, without `help`. */
export function verbsOf(command: Command): Command[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((verb) => verb.name() !== 'help');
}

/** What `--help` prints. */
export function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  return text;
}
