import type { Command } from 'commander';
import { code, plain, table } from './cells.ts';
import { helpOf, verbsOf } from './command-line.ts';

/** docs/reference/cli.md: what `--help` prints, of every verb. */
export function cliMarkdown(program: Command): string {
  return [
    '# Command line',
    '',
    '<!-- printed from what --help says; `npm run reference` writes it -->',
    '',
    'In a copy of the repository write `npm run airb --` for `airb`. The exit code is 0 when all is well, 1 when what was looked for is not',
    'there or not sound, 2 when airb could not do what was asked. What is asked for goes to standard output, everything else to standard error.',
    '',
    table(
      ['verb', 'what it does'],
      verbsOf(program).map((verb) => [
        `[airb ${verb.name()}](#airb-${verb.name()})`,
        sentence(told(verb.description())),
      ]),
    ),
    '',
    ...optionsOf(program, 'For every verb:'),
    ...verbsOf(program).flatMap((verb) => sectionsOf(verb, 'airb', 2)),
  ].join('\n');
}

function sectionsOf(verb: Command, above: string, level: number): string[] {
  const name = `${above} ${verb.name()}`;
  return [
    `${'#'.repeat(level)} ${name}`,
    '',
    ...(verb.description() ? [sentence(told(verb.description())), ''] : []),
    '```text',
    `${name} ${verb.usage()}`.trim(),
    '```',
    '',
    ...argumentsOf(verb),
    ...optionsOf(verb),
    ...notesOf(verb),
    ...verbsOf(verb).flatMap((below) => sectionsOf(below, name, level + 1)),
  ];
}

function argumentsOf(verb: Command): string[] {
  const help = verb.createHelp();
  const rows = help
    .visibleArguments(verb)
    .map((one) => [code(help.argumentTerm(one)), told(help.argumentDescription(one))]);
  return rows.length === 0 ? [] : [table(['argument', 'what it is'], rows), ''];
}

function optionsOf(verb: Command, before?: string): string[] {
  const help = verb.createHelp();
  const rows = help
    .visibleOptions(verb)
    .filter((one) => one.long !== '--help')
    .map((one) => [code(help.optionTerm(one)), told(help.optionDescription(one))]);
  if (rows.length === 0) return [];
  return [...(before ? [before, ''] : []), table(['option', 'what it does'], rows), ''];
}

/** What stands below the options: how to read the answer, examples. */
function notesOf(verb: Command): string[] {
  const notes = helpOf(verb).split(verb.helpInformation())[1]?.trim();
  return notes ? ['```text', notes, '```', ''] : [];
}

/** Options in a sentence are code: two dashes would part at the end of a line. */
function told(text: string): string {
  return plain(text.replaceAll(/(?<![`\w-])--[a-z][a-z-]*/g, (option) => code(option)));
}

function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.:]$/.test(begun) ? begun : `${begun}.`;
}
