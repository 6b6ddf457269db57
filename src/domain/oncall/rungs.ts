import type { PersonId } from '../people.ts';
import type { Duration, Instant } from '../time.ts';
import { everybodyOnCall, membersOf, type Rotation } from './rotation.ts';

/** One step of an escalation policy. */
export interface Rung {
  /** People and rotations, by id. */
  people: string[];
  /** How long they have to acknowledge before the next are paged. */
  after: Duration;
  /** Absent means that one answer is enough. */
  acknowledge?: 'all';
}

/** Who is paged at a moment, and which rotations have nobody then. */
export interface Called {
  people: PersonId[];
  empty: string[];
}

/** Puts in place of each rotation whoever is on call at the moment. Nobody is named twice. */
export function calledBy(names: string[], rotations: readonly Rotation[], at: Instant): Called {
  const people: PersonId[] = [];
  const empty: string[] = [];
  for (const name of names) {
    const rotation = rotations.find(({ id }) => id === name);
    const called = rotation ? everybodyOnCall(rotation, at) : [name];
    if (called.length === 0) empty.push(name);
    people.push(...called.filter((person) => !people.includes(person)));
  }
  return { people, empty };
}

/** The first person of a policy who is on call at the moment; undefined when nobody is. */
export function firstCalled(
  rungs: readonly Rung[],
  rotations: readonly Rotation[],
  at: Instant,
): PersonId | undefined {
  for (const rung of rungs) {
    const [first] = calledBy(rung.people, rotations, at).people;
    if (first !== undefined) return first;
  }
  return undefined;
}

/** Everybody a rung may ever page. */
export function everybodyOn({ people }: Pick<Rung, 'people'>, rotations: readonly Rotation[]): PersonId[] {
  const all = people.flatMap((name) => {
    const rotation = rotations.find(({ id }) => id === name);
    return rotation ? membersOf(rotation) : [name];
  });
  return [...new Set(all)];
}
