import type { SystemKind } from '../../domain/runbooks/runbook.ts';
import type { ReadRunbook, ReadSystem } from '../library-files.ts';

/** The systems a runbook's failure can happen to. Runbooks for the same kinds share one list. */
export function systemsOf(systems: ReadSystem[]): (runbook: ReadRunbook) => ReadSystem[] {
  const lists = new Map<string, ReadSystem[]>();
  return ({ value: { appliesTo } }) => {
    const key = [...appliesTo].sort().join(' ');
    const known = lists.get(key);
    if (known !== undefined) return known;
    const kinds = new Set<SystemKind>(appliesTo);
    const list = systems.filter(({ value }) => kinds.has(value.kind));
    lists.set(key, list);
    return list;
  };
}

/** Up to three names, and how many more there are. */
export function list(names: string[]): string {
  const [last = '', ...before] = [...names].reverse();
  if (names.length <= 1) return last;
  if (names.length <= 3) return `${before.reverse().join(', ')} and ${last}`;
  return `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}
