import { rosterOf } from '../oncall/roster.ts';
import type { Shift } from '../oncall/rotation.ts';
import { everybodyOn } from '../oncall/rungs.ts';
import { type PersonId, type Severity, severities } from '../people.ts';
import type { Library, PersonSpec, SystemSpec } from '../runbooks/runbook.ts';
import type { Instant } from '../time.ts';

/** A configured way to page somebody. */
export interface Way {
  route: string;
  /** What of a person it needs; absent where a service behind it decides whose phone rings. */
  needs?: 'slack' | 'teams' | 'email';
  /** People whose account there is deactivated. */
  gone?: ReadonlySet<PersonId>;
}

/** One person a severity may page, and by what they are reached. */
export interface Reached {
  person: PersonId;
  name: string;
  /** The step of the policy, from 1; 0 is the commander. */
  step: number;
  by: string[];
  /** Ways that do not reach them, with what is missing. */
  not: { route: string; lacks: string }[];
}

/** Whom a system pages at one severity, and who of them nothing reaches. */
export interface Coverage {
  system: string;
  severity: Severity;
  people: Reached[];
  /** Holes of the rotations it pages, in the coming two weeks. */
  holes: { rotation: string; title: string; zone: string; gaps: Shift[] }[];
}

/** True when no way is meant for this person: at most a service rings, and decides itself whose phone. */
export function isLost({ by }: Reached, ways: readonly Way[]): boolean {
  return !ways.some(({ route, needs }) => needs !== undefined && by.includes(route));
}

/**
 * For each system and severity: who is paged and by what. A sev4 incident pages nobody; sev1 and sev2 page the first
 * commander as well.
 */
export function coverageOf(library: Library, ways: readonly Way[], at: Instant): Coverage[] {
  return library.systems.flatMap((system) =>
    severities
      .filter((severity) => severity !== 'sev4')
      .map((severity) => ({
        system: system.id,
        severity,
        people: peopleOf(library, system, severity).map(([id, step]) =>
          reachedBy(library, id, { step, ways }),
        ),
        holes: rosterOf(system.onCall, library.organization.rotations ?? [], at)
          // Of a schedule that never answered, nobody can say where its holes are.
          .filter(({ gaps, source }) => gaps.length > 0 && (!source || source.answered !== undefined))
          .map(({ rotation, title, zone, gaps }) => ({ rotation, title, zone, gaps })),
      })),
  );
}

/** Everybody whom some system may page, at whatever severity. */
export function everybodyPaged({ systems, organization }: Library): PersonId[] {
  const { commanders, rotations = [] } = organization;
  const called = systems.flatMap(({ onCall }) => onCall.flatMap((rung) => everybodyOn(rung, rotations)));
  return [...new Set([...commanders.slice(0, 1), ...called])];
}

function peopleOf(
  { organization: { commanders, rotations = [] } }: Library,
  { onCall }: SystemSpec,
  severity: Severity,
): [PersonId, number][] {
  const [commander] = commanders;
  const commands = severity !== 'sev3' && commander !== undefined ? [[commander, 0] as const] : [];
  const steps = onCall.flatMap((rung, n) => everybodyOn(rung, rotations).map((id) => [id, n + 1] as const));
  // Each person once, at the first step that pages them.
  return [...new Map([...commands, ...steps].reverse()).entries()].reverse();
}

function reachedBy(
  { organization: { people } }: Library,
  id: PersonId,
  { step, ways }: { step: number; ways: readonly Way[] },
): Reached {
  const person = people.find((one) => one.id === id);
  const lacks = (way: Way) => lackOf(way, person);
  return {
    person: id,
    name: person?.name ?? id,
    step,
    by: ways.filter((way) => lacks(way) === undefined).map(({ route }) => route),
    not: ways.flatMap((way) => {
      const lack = lacks(way);
      return lack === undefined ? [] : [{ route: way.route, lacks: lack }];
    }),
  };
}

function lackOf({ needs, gone }: Way, person: PersonSpec | undefined): string | undefined {
  if (needs === undefined) return undefined;
  if (person === undefined) return 'an entry in organization.yaml';
  if (gone?.has(person.id)) return 'an account that is not deactivated';
  return person[needs] === undefined ? `\`${needs}\`` : undefined;
}
