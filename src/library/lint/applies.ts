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

/** What some systems lack of what a runbook needs. */
export interface Lack<About> {
  runbook: ReadRunbook;
  /** Those the failure can happen to. */
  concerned: ReadSystem[];
  lacking: ReadSystem[];
  about: About;
}

/**
 * Tells where lacks are mended. What every one of several systems lacks is a fault of the runbook; otherwise it is the
 * system that is new or incomplete, and it hears of all its runbooks at once, in its own file.
 */
export function byFault<About>(lacks: Lack<About>[]): {
  runbooks: Lack<About>[];
  systems: Map<ReadSystem, Lack<About>[]>;
} {
  const found = lacks.filter(({ lacking }) => lacking.length > 0);
  const ofRunbook = ({ concerned, lacking }: Lack<About>) =>
    concerned.length > 1 && lacking.length === concerned.length;
  const systems = new Map<ReadSystem, Lack<About>[]>();
  for (const lack of found.filter((one) => !ofRunbook(one)))
    for (const system of lack.lacking) systems.set(system, [...(systems.get(system) ?? []), lack]);
  return { runbooks: found.filter(ofRunbook), systems };
}
