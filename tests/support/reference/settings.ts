import { code, plain, table } from './cells.ts';

export interface Setting {
  name: string;
  /** The default, or an example; empty for what has neither. */
  shown: string;
  /** The comment lines right above it. */
  comment: string;
  /** The heading it stands below. */
  group: string;
}

/** The settings of `.env.example`, in its order. */
export function settingsIn(text: string): Setting[] {
  const settings: Setting[] = [];
  let comment: string[] = [];
  let group = '';
  for (const line of text.split('\n')) {
    const [, name, shown = ''] = /^#?([A-Z][A-Z0-9_]*)=(.*)/.exec(line) ?? [];
    group = /^# ── (.*?) ─/.exec(line)?.[1] ?? group;
    if (name) settings.push({ name, shown, comment: comment.join(' '), group });
    comment = name || !line.startsWith('# ') || line.startsWith('# ──') ? [] : [...comment, line.slice(2)];
  }
  return settings;
}

/** docs/reference/settings.md: the same as a page. */
export function settingsMarkdown(text: string): string {
  const settings = settingsIn(text);
  const groups = [...new Set(settings.map(({ group }) => group))];
  return [
    '# Settings',
    '',
    '<!-- printed from .env.example; `npm run reference` writes it -->',
    '',
    'airb reads them from the environment, once, at the start. None is needed to begin with. Right of each stands its default, or an',
    'example. [.env.example](../../.env.example) has the same as a file to copy; `airb init` writes the ones you need, and `airb doctor`',
    'tries them.',
    '',
    ...groups.flatMap((group) => [
      `## ${group.charAt(0).toUpperCase()}${group.slice(1)}`,
      '',
      table(
        ['setting', 'what it is for', 'default or example'],
        settings
          .filter((setting) => setting.group === group)
          .map(({ name, shown, comment }) => [code(name), linked(plain(comment)), shown && code(shown)]),
      ),
      '',
    ]),
  ].join('\n');
}

function linked(text: string): string {
  return text.replaceAll(/\bdocs\/([a-z-]+\.md)/g, '[$1](../$1)');
}
