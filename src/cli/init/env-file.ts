import { parseEnv } from 'node:util';
import { ConfigError } from '../../errors.ts';

export type Settings = Record<string, string>;

/** The settings that a file holds. */
export function settingsIn(text: string): Settings {
  const read = parseEnv(text);
  return Object.fromEntries(Object.entries(read).flatMap(([name, value]) => (value ? [[name, value]] : [])));
}

/** Values that mean the same to a shell, to Docker and to systemd without quotes. */
const plain = /^[A-Za-z0-9._~:/@%+=,-]+$/;

/**
 * A settings file with what is to be set: lines that are there stay as they are, the others come at the end.
 * @throws ConfigError for a value that would be read differently by a shell and by Docker
 */
export function envText(before: string | undefined, wanted: { about: string; set: Settings }[]): string {
  const known = settingsIn(before ?? '');
  const fresh = wanted.flatMap(({ about, set }) => {
    const lines = Object.entries(set)
      .filter(([name]) => known[name] === undefined)
      .map(([name, value]) => {
        if (!plain.test(value))
          throw new ConfigError(
            `${name}: holds a character that a settings file can't carry without quotes`,
            'Nothing was written.',
          );
        return `${name}=${value}`;
      });
    return lines.length > 0 ? [`# ${about}`, ...lines, ''] : [];
  });
  if (fresh.length === 0) return before ?? '';
  const kept = before?.trimEnd();
  const head = kept
    ? [kept, '']
    : [
        '# Written by airb init; secrets, so keep it out of the repository. Everything that can be set stands in .env.example.',
      ];
  return [...head, ...fresh].join('\n');
}
