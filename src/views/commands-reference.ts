import { type CommandSpec, commands } from '../domain/chat/commands.ts';

/** docs/reference/commands.md: the table of commands, as help prints it too. */
export function commandsMarkdown(): string {
  const rows = commands.map((command: CommandSpec) => {
    const also = command.also === undefined ? '' : ` Also: ${command.also.map(code).join(', ')}.`;
    return `| ${code(command.usage)} | ${code(command.example)} | ${cell(command.sentence)}${also} |`;
  });
  return [
    '# Commands',
    '',
    '<!-- printed from src/domain/chat/commands.ts; tests/docs.test.ts holds it to it -->',
    '',
    'After `/airb` in Slack, after `@airb` in Teams. In the channel of an incident they are about that one; from anywhere with',
    'its number first: `/airb #42 status`. Who may is in [security](../security.md).',
    '',
    '| command | for example | what it does |',
    '| --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

/** A bar would end the cell of a table. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

function code(text: string): string {
  return `\`${cell(text)}\``;
}
