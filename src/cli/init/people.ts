import { ConfigError } from '../../errors.ts';
import type { Beginning, FirstPerson, FirstPolicy, FirstRotation } from '../../library/beginning.ts';
import { idFrom } from '../../library/import/draft.ts';

interface Member {
  slack: string;
  name: string;
  title?: string;
  email?: string;
  tz?: string;
}

/** Schedules and policies as PagerDuty tells of them. */
export interface PagerDutySetup {
  schedules: { id: string; name: string; zone: string }[];
  policies: {
    id: string;
    name: string;
    rungs: { users: { id: string; name: string; email?: string }[]; schedules: string[]; minutes: number }[];
  }[];
}

type Staff = Pick<Beginning, 'people' | 'rotations' | 'policies'>;

/** Beyond this a file would list a company, and nobody would keep it. */
const most = 200;

/**
 * Members as people of the organization file, by ids made of their names.
 * @param only addresses or member ids of those who are wanted, with commas between
 */
export function peopleOf(members: Member[], only: string | undefined): Record<string, FirstPerson> {
  const names = only?.split(/[,\s]+/).filter(Boolean);
  const unknown = names?.filter((name) => !members.some((one) => isNamed(one, name))) ?? [];
  if (unknown.length > 0)
    throw new ConfigError(
      `--people: the workspace has no member ${unknown.join(', ')}`,
      'Give e-mail addresses or member ids (profile → Copy member ID), with commas between. Nothing was written.',
    );
  const wanted = names ? members.filter((one) => names.some((name) => isNamed(one, name))) : members;
  if (wanted.length > most)
    throw new ConfigError(
      `--from-slack: the workspace has ${wanted.length} members, and the file is for those who respond`,
      'Name them: --people ana@example.com,ben@example.com. All other members may still respond. Nothing was written.',
    );
  const people: Record<string, FirstPerson> = {};
  for (const { title, ...one } of wanted) {
    const { name } = one;
    people[idFrom(name, (id) => Object.hasOwn(people, id))] = {
      ...one,
      name: oneLine(name),
      ...(title && { title: oneLine(title) }),
    };
  }
  return people;
}

export function isNamed({ slack, email }: { slack?: string; email?: string }, name: string): boolean {
  return slack === name || email?.toLowerCase() === name.toLowerCase();
}

/** Adds what PagerDuty knows: its users, a rotation for each schedule, and its escalation policies. */
export function withPagerDuty(people: Record<string, FirstPerson>, setup: PagerDutySetup): Staff {
  const all = { ...people };
  const isTaken = (id: string) => Object.hasOwn(all, id) || Object.hasOwn(rotations, id);
  const rotations: Record<string, FirstRotation> = {};
  const bySchedule = new Map<string, string>();
  for (const { id, name, zone } of setup.schedules) {
    const own = idFrom(name, isTaken);
    rotations[own] = { title: oneLine(name), zone, source: { pagerduty: id } };
    bySchedule.set(id, own);
  }
  const personOf = ({ id, name, email }: { id: string; name: string; email?: string }) => {
    const known = Object.entries(all).find(
      ([, one]) => one.pagerduty === id || (email !== undefined && isNamed(one, email)),
    );
    const own = known?.[0] ?? idFrom(name, isTaken);
    all[own] = { name: oneLine(name), ...(email && { email }), ...known?.[1], pagerduty: id };
    return own;
  };
  const policies: Record<string, FirstPolicy> = {};
  for (const { name, rungs } of setup.policies) {
    const steps = rungs.map(({ users, schedules, minutes }) => ({
      people: [...users.map(personOf), ...schedules.flatMap((id) => bySchedule.get(id) ?? [])],
      after: `${Math.max(1, Math.round(minutes))}m`,
    }));
    const filled = steps.filter((step) => step.people.length > 0);
    if (filled.length > 0) policies[idFrom(name, (id) => Object.hasOwn(policies, id))] = { steps: filled };
  }
  return { people: all, rotations, policies };
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim().slice(0, 200);
}
