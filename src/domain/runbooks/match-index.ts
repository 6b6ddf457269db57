import { compareStrength, holds, matchersOf, type Strength, strengthOf } from './match-labels.ts';
import type { Library, PersonSpec, Runbook, SystemSpec } from './runbook.ts';
import { systemId } from './system-name.ts';

/** One matcher of a runbook, with what comparing it needs. */
export interface Reach {
  runbook: Runbook;
  labels: Record<string, string>;
  /** The labels as pairs. */
  wanted: [name: string, value: string][];
  strength: Strength;
  /** 0 is the matcher by failure, 1 the first matcher in the runbook file. */
  order: number;
}

/** Matchers by one of their labels: by its exact value, or by the stem of its prefix, grouped by the stem's length. */
interface ByValue {
  exact: Map<string, Reach[]>;
  stems: Map<number, Map<string, Reach[]>>;
}

/** A library prepared for alert look-ups. */
export interface MatchIndex {
  byLabel: Map<string, ByValue>;
  systems: Map<string, SystemSpec>;
  /** Systems by `systemId`, for names that are not exactly right. */
  looseSystems: Map<string, SystemSpec>;
  people: Map<string, PersonSpec>;
  generic: Runbook | undefined;
}

/** A library is never edited, only replaced whole, so its index stays true as long as the library is in use. */
const indexes = new WeakMap<Library, MatchIndex>();

/**
 * The index of a library, built at the first alert. Each matcher is filed under its rarest label: the one that fewest
 * other matchers ask for. So an alert is compared with only the few matchers that may hold, however many there are.
 */
export function indexOf(library: Library): MatchIndex {
  const known = indexes.get(library);
  if (known !== undefined) return known;
  const { runbooks, systems, organization, generic } = library;
  const index: MatchIndex = {
    byLabel: fileMatchers(runbooks),
    systems: firstById(systems, ({ id }) => id),
    looseSystems: firstById(systems, ({ id }) => systemId(id)),
    people: firstById(organization.people, ({ id }) => id),
    generic: runbooks.find(({ id }) => id === generic),
  };
  indexes.set(library, index);
  return index;
}

/** For each runbook the strongest matcher that holds for these labels; the strongest first, then by runbook id. */
export function reachesOf({ byLabel }: MatchIndex, given: (name: string) => string | undefined): Reach[] {
  const strongest = new Map<Runbook, Reach>();
  for (const [name, values] of byLabel) {
    const value = given(name);
    if (value === undefined) continue;
    for (const reach of filedUnder(values, value)) {
      const before = strongest.get(reach.runbook);
      if (before !== undefined && !speaksBefore(reach, before)) continue;
      if (holdsFor(reach, given)) strongest.set(reach.runbook, reach);
    }
  }
  return [...strongest.values()].sort(
    (a, b) => compareStrength(a.strength, b.strength) || (a.runbook.id < b.runbook.id ? -1 : 1),
  );
}

function speaksBefore(a: Reach, b: Reach): boolean {
  const order = compareStrength(a.strength, b.strength);
  return order < 0 || (order === 0 && a.order < b.order);
}

function holdsFor({ wanted }: Reach, given: (name: string) => string | undefined): boolean {
  return wanted.every(([name, value]) => holds(value, given(name)));
}

function filedUnder({ exact, stems }: ByValue, value: string): Reach[] {
  const found = exact.get(value) ?? [];
  if (stems.size === 0) return found;
  const byPrefix = [...stems].flatMap(([length, byStem]) =>
    value.length >= length ? (byStem.get(value.slice(0, length)) ?? []) : [],
  );
  return [...found, ...byPrefix];
}

function fileMatchers(runbooks: Runbook[]): Map<string, ByValue> {
  const reaches = runbooks.flatMap((runbook) =>
    matchersOf(runbook).map((labels, order) => ({
      runbook,
      labels,
      wanted: Object.entries(labels),
      strength: strengthOf(labels),
      order,
    })),
  );
  const asked = new Map<string, number>();
  for (const { labels } of reaches) {
    for (const [name, value] of Object.entries(labels))
      asked.set(`${name}=${value}`, (asked.get(`${name}=${value}`) ?? 0) + 1);
  }
  const byLabel = new Map<string, ByValue>();
  for (const reach of reaches) {
    const [name, value] = rarest(reach.labels, asked);
    const values = byLabel.get(name) ?? { exact: new Map(), stems: new Map() };
    byLabel.set(name, values);
    file(values, value, reach);
  }
  return byLabel;
}

/** The rarest label of a matcher. Exact labels come first, because a prefix may hold for many values. */
function rarest(labels: Record<string, string>, asked: Map<string, number>): [name: string, value: string] {
  const entries = Object.entries(labels);
  const exact = entries.filter(([, value]) => !value.endsWith('*'));
  const cost = ([name, value]: [string, string]) => asked.get(`${name}=${value}`) ?? 0;
  const [first = ['', '']] = (exact.length > 0 ? exact : entries).sort((a, b) => cost(a) - cost(b));
  return first;
}

function file({ exact, stems }: ByValue, value: string, reach: Reach): void {
  const stem = value.endsWith('*') ? value.slice(0, -1) : undefined;
  const lists = stem === undefined ? exact : (stems.get(stem.length) ?? new Map<string, Reach[]>());
  if (stem !== undefined) stems.set(stem.length, lists);
  const key = stem ?? value;
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [reach]);
  else list.push(reach);
}

function firstById<T>(items: T[], idOf: (item: T) => string): Map<string, T> {
  const found = new Map<string, T>();
  for (const item of items) if (!found.has(idOf(item))) found.set(idOf(item), item);
  return found;
}
