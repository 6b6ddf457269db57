import {
  compareStrength,
  holds,
  matchersOf,
  type Strength,
  strengthOf,
} from '../../domain/runbooks/match-labels.ts';
import { type Finding, suggestedFix } from '../finding.ts';
import type { ReadRunbook, ReadSystem } from '../library-files.ts';
import type { FindingFacts } from '../source.ts';
import { systemsOf } from './applies.ts';

/** A matcher as it is written, and in the form that alerts are compared with. */
interface Reach {
  runbook: ReadRunbook;
  labels: Record<string, string>;
  /** Each label under one name only, because an alert carries its failure and its system under all their names. */
  plain: Record<string, string>;
  /** True when two of its labels ask for values that no alert can have together. */
  contrary: boolean;
  strength: Strength;
  /** The place of the matcher in its file; absent for the matcher by failure. */
  entry?: number;
}

/** Finds matchers that make it a matter of chance, or of another runbook, where an alert goes. */
export function matcherFaults(runbooks: ReadRunbook[], systems: ReadSystem[]): Finding[] {
  const reaches = runbooks.flatMap(reachesOf);
  return [
    ...ties(reaches),
    ...reaches.flatMap(({ contrary, ...reach }) => (contrary ? [contradiction(reach)] : [])),
    ...repeated(reaches),
    ...shadowed(reaches),
    ...astray(runbooks, reaches, systems),
    ...unknownSystems(reaches, systems),
  ];
}

const oneName: Record<string, string> = { failure: 'airb_failure', airb_system: 'system' };

function reachesOf(runbook: ReadRunbook): Reach[] {
  const { failure = runbook.id, match } = runbook.value;
  return matchersOf({ failure, match: match.map((labels) => ({ labels })) }).map((labels, n) => {
    const plain: Record<string, string> = {};
    let contrary = false;
    for (const [name, value] of Object.entries(labels)) {
      const one = Object.hasOwn(oneName, name) ? (oneName[name] ?? name) : name;
      const before = plain[one];
      if (before !== undefined && !overlap(before, value)) contrary = true;
      plain[one] = before === undefined || covers(before, value) ? value : before;
    }
    return { runbook, labels, plain, contrary, strength: strengthOf(labels), ...(n > 0 && { entry: n - 1 }) };
  });
}

/** Two matchers of equal strength that one alert can satisfy both. */
function ties(reaches: Reach[]): Finding[] {
  const groups = new Map<string, Reach[]>();
  for (const reach of reaches) {
    const { labels, exact, failure } = reach.strength;
    const strength = `${labels}/${exact}/${failure}`;
    const group = groups.get(strength);
    if (group === undefined) groups.set(strength, [reach]);
    else group.push(reach);
  }
  return [...groups.values()].flatMap(tiesAmong);
}

/**
 * Finds ties in a group. Matchers that ask only for exact labels can match the same alert only when they are equal, so
 * a look-up is enough for those.
 */
function tiesAmong(group: Reach[]): Finding[] {
  const exactly = new Map<string, Map<string, Reach[]>>();
  const loosely: Reach[] = [];
  return group.flatMap((reach) => {
    const names = Object.keys(reach.plain).sort();
    const values = names.map((name) => reach.plain[name]).join('\n');
    const isExact = reach.strength.exact === reach.strength.labels;
    const alike = exactly.get(names.join('\n')) ?? new Map<string, Reach[]>();
    const others = [...exactly].flatMap(([shape, known]) =>
      shape === names.join('\n') ? [] : [...known.values()].flat(),
    );
    const candidates = isExact
      ? [...(alike.get(values) ?? []), ...others, ...loosely]
      : [...[...alike.values()].flat(), ...others, ...loosely];
    if (isExact) {
      exactly.set(names.join('\n'), alike);
      alike.set(values, [...(alike.get(values) ?? []), reach]);
    } else loosely.push(reach);
    const other = candidates.find((one) => one.runbook !== reach.runbook && canMeet(one.plain, reach.plain));
    return other === undefined ? [] : [tie(reach, other)];
  });
}

function canMeet(a: Record<string, string>, b: Record<string, string>): boolean {
  return Object.entries(a).every(([name, value]) => {
    const other = b[name];
    return other === undefined || overlap(value, other);
  });
}

function overlap(a: string, b: string): boolean {
  const [openA, openB] = [a.endsWith('*'), b.endsWith('*')];
  const [stemA, stemB] = [openA ? a.slice(0, -1) : a, openB ? b.slice(0, -1) : b];
  if (openA && openB) return stemA.startsWith(stemB) || stemB.startsWith(stemA);
  if (openA) return b.startsWith(stemA);
  return openB ? a.startsWith(stemB) : a === b;
}

/** True when every value that satisfies `b` also satisfies `a`. */
function covers(a: string, b: string): boolean {
  if (a.endsWith('*')) return b.replace(/\*$/, '').startsWith(a.slice(0, -1));
  return a === b;
}

function tie(a: Reach, b: Reach): Finding {
  return at(a, {
    level: 'error',
    rule: 'match-tie',
    what: `an alert can match this (${shown(a.labels)}) and ${b.runbook.id} (${shown(b.labels)}) equally well`,
    expected: 'exactly one runbook for every alert',
    why: 'which of the two responders get would be chance',
    fix: 'ask for one label more in one of the two',
  });
}

function contradiction(reach: Omit<Reach, 'contrary'>): Finding {
  return at(reach, {
    level: 'warning',
    rule: 'match-unreachable',
    what: `no alert can have all of ${shown(reach.labels)}`,
    expected: 'one value for a label and its other names',
    why: 'an alert carries its failure and its system under all of their names alike, so this never matches',
    fix: 'make two matchers of it',
  });
}

function repeated(reaches: Reach[]): Finding[] {
  const seen = new Map<ReadRunbook, Set<string>>();
  return reaches.flatMap((reach) => {
    const known = seen.get(reach.runbook) ?? new Set<string>();
    seen.set(reach.runbook, known);
    const key = shown(Object.fromEntries(Object.entries(reach.plain).sort(([a], [b]) => (a < b ? -1 : 1))));
    if (!known.has(key)) {
      known.add(key);
      return [];
    }
    return at(reach, {
      level: 'warning',
      rule: 'match-repeated',
      what: `${shown(reach.labels)} already leads here`,
      expected: 'each matcher once; the failure and the file name match by themselves',
      why: 'the next editor will change the one and not the other',
      fix: 'take it out',
    });
  });
}

/**
 * Finds matchers that never win. Only a matcher that names one thing twice can be both stronger and wider than another.
 */
function shadowed(reaches: Reach[]): Finding[] {
  const doubled = reaches.filter(
    ({ plain, labels, contrary }) => !contrary && Object.keys(plain).length < Object.keys(labels).length,
  );
  if (doubled.length === 0) return [];
  return reaches.flatMap((reach) => {
    const other = doubled.find(
      (one) =>
        one.runbook !== reach.runbook &&
        compareStrength(one.strength, reach.strength) < 0 &&
        Object.entries(one.plain).every(
          ([name, value]) => reach.plain[name] !== undefined && covers(value, reach.plain[name]),
        ),
    );
    if (other === undefined) return [];
    return at(reach, {
      level: 'warning',
      rule: 'match-unreachable',
      what: `every alert with ${shown(reach.labels)} goes to ${other.runbook.id}, which asks for ${shown(other.labels)}`,
      expected: 'a matcher that wins for some alert',
      why: 'the alerts it is written for get another runbook',
      fix: `take the doubled label out of ${other.runbook.id}`,
    });
  });
}

/**
 * Finds triggers whose alert would go to another runbook. An alert made from a trigger has the failure, the system, the
 * signal and the severity. A runbook that asks for more of these than the failure alone would get it.
 */
function astray(runbooks: ReadRunbook[], reaches: Reach[], systems: ReadSystem[]): Finding[] {
  const strong = reaches.filter(({ contrary, plain }) => !contrary && Object.keys(plain).length > 1);
  if (strong.length === 0) return [];
  const happensTo = systemsOf(systems);
  return runbooks.flatMap((runbook) => {
    const ids = happensTo(runbook).map(({ id }) => id);
    return runbook.value.triggers.flatMap((trigger, n) => {
      const given: Record<string, readonly string[]> = {
        airb_failure: [
          matchersOf({ failure: runbook.value.failure ?? runbook.id, match: [] })[0]?.airb_failure ?? '',
        ],
        system: ids,
        signal: [trigger.signal],
        severity: [runbook.value.severity.initial],
      };
      const other = strong.find(
        (one) =>
          one.runbook !== runbook &&
          Object.entries(one.plain).every(([name, wanted]) =>
            (Object.hasOwn(given, name) ? (given[name] ?? []) : []).some((value) => holds(wanted, value)),
          ),
      );
      if (other === undefined) return [];
      return runbook.source.at(['triggers', n], {
        level: 'warning',
        rule: 'trigger-astray',
        what: `the alert of this trigger would go to ${other.runbook.id}, which asks for ${shown(other.labels)}`,
        expected: 'alerts of a trigger to land on their own runbook',
        why: 'the runbook is never opened by the alert it describes',
        fix: `narrow the matcher in ${other.runbook.source.file}`,
      });
    });
  });
}

function unknownSystems(reaches: Reach[], systems: ReadSystem[]): Finding[] {
  const ids = systems.map(({ id }) => id);
  const known = new Set(ids);
  return reaches.flatMap((reach) => {
    const wanted = reach.plain.system;
    if (wanted === undefined || wanted.endsWith('*') || known.has(wanted)) return [];
    return at(reach, {
      level: 'warning',
      rule: 'match-unreachable',
      what: `no system is called \`${wanted}\``,
      expected: 'the id of a system file',
      why: 'alerts of that name would open incidents that can neither measure nor roll back',
      fix: suggestedFix(wanted, ids) ?? `add systems/${wanted}.yaml`,
    });
  });
}

function at({ runbook, entry }: Pick<Reach, 'runbook' | 'entry'>, facts: FindingFacts): Finding {
  return runbook.source.at(entry === undefined ? ['failure'] : ['match', entry], facts);
}

function shown(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
}
