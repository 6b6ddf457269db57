import { plainName } from '../plain-name.ts';
import type { Alert } from '../signals/alert.ts';
import type { SystemSpec } from './runbook.ts';

/**
 * The one form in which a system's name is looked up and stored: `Search_Assistant` and `search.assistant` name the
 * same system as `search-assistant`.
 */
export function systemId(name: string): string {
  return plainName(name, 'system');
}

/**
 * What people are shown of a system: its id, which commands take too. A name that has nothing an id is made of is shown as
 * it was written, because nobody knows `system-15n7t0e`.
 */
export function systemShown({ id, title }: Pick<SystemSpec, 'id' | 'title'>): string {
  return !/[a-z0-9]/i.test(title) && systemId(title) === id ? title : id;
}

/** The listed system that somebody means by a name. */
export function systemNamed(name: string, systems: readonly SystemSpec[]): SystemSpec | undefined {
  const wanted = systemId(name);
  return systems.find(({ id }) => id === name) ?? systems.find(({ id }) => systemId(id) === wanted);
}

/**
 * The listed system that stands in the title of an alert that came as words alone. Where two stand there it is neither: a
 * wrong guess pages the wrong people.
 */
export function systemInWords(
  { title, wordsAlone }: Pick<Alert, 'title' | 'wordsAlone'>,
  systems: readonly SystemSpec[],
): SystemSpec | undefined {
  if (!wordsAlone) return undefined;
  const words = ` ${plainWords(title)} `;
  const found = systems.filter((system) =>
    [system.id, system.title].some((name) => {
      const wanted = plainWords(name);
      return wanted.length > 2 && words.includes(` ${wanted} `);
    }),
  );
  return found.length === 1 ? found[0] : undefined;
}

function plainWords(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
