import { readFileSync } from 'node:fs';

const guide = readFileSync(new URL('../../docs/alertmanager.md', import.meta.url), 'utf8');

/** A file shown in docs/alertmanager.md, by the name after its fence: ```yaml rules.yml */
export function shown(name: string): string {
  const block = new RegExp(`^\`\`\`\\w+ ${name.replace('.', '\\.')}\\n([\\s\\S]*?)^\`\`\`$`, 'm').exec(guide);
  if (!block?.[1]) throw new Error(`docs/alertmanager.md shows no ${name}`);
  return block[1];
}

/** Puts other words in place of some; each must be there, so that the guide and the test can't drift apart. */
export function withWords(text: string, words: Record<string, string>): string {
  return Object.entries(words).reduce((changed, [from, to]) => {
    if (!changed.includes(from)) throw new Error(`docs/alertmanager.md no longer says “${from}”`);
    return changed.replaceAll(from, to);
  }, text);
}

/** The rows of the table whose header begins so: each row's cells. */
export function tableOf(header: string): string[][] {
  const [, rest] = guide.split(`| ${header}`);
  if (rest === undefined) throw new Error(`docs/alertmanager.md has no table “${header}”`);
  const lines = rest.split('\n').slice(2);
  const rows = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith('|')),
  );
  return rows.map((row) =>
    row
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}
