import { type Role, roles, type Severity } from '../people.ts';
import { askEvery } from '../response/role-asks.ts';
import type { Instant } from '../time.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import type { Opened } from './state.ts';
import { draw, timer, type Wish } from './wishes.ts';

/** Rules for asking the room for a role that nobody holds, again and again until somebody takes it. */
export const rules: Rules<'role.ask'> = {
  'role.ask': ({ at, by, role, dueAt }, incident) => {
    const { plan, severity, roles: held, asking } = incident;
    const every = askEvery(plan, role, severity);
    if (held[role] !== undefined || every === undefined || asking[role]?.dueAt !== dueAt)
      return { events: [] };
    const times = (asking[role]?.times ?? 0) + 1;
    return { events: [{ at, by, type: 'role.asked', role, times, next: at + every }] };
  },
};

export const folds: Folds<'role.asked'> = {
  'role.asked': (incident, { role, times, next }) => ({
    ...incident,
    asking: { ...incident.asking, [role]: { times, dueAt: next } },
  }),
};

export const reactions: Reactions<'role.asked'> = {
  'role.asked': ({ at, role, times }, incident) => [
    ...(times > 1 ? [again(at, role, times - 1)] : []),
    draw(at, { of: 'vacancy', role, times }),
    ...askTimers(incident, [role]),
  ],
};

/**
 * When each role that nobody holds is asked for next, after the severity, the phase or a holder changed. What was to
 * come anyhow stays; while somebody is asked to take the role, the room is not.
 */
export function askingAfresh(
  { plan, roles: held, asking, handovers }: Pick<Opened, 'plan' | 'roles' | 'asking' | 'handovers'>,
  severity: Severity,
  at: Instant,
): Opened['asking'] {
  const entries = roles.flatMap((role) => {
    const { times = 0, dueAt } = asking[role] ?? {};
    const every = askEvery(plan, role, severity);
    const offered = handovers.some((one) => one.role === role && one.ended === undefined);
    const due = dueAt !== undefined && dueAt > at ? dueAt : at + (every ?? 0);
    const wanted = held[role] === undefined && every !== undefined && !offered;
    if (!wanted) return times === 0 ? [] : [[role, { times }] as const];
    return [[role, { times, dueAt: due }] as const];
  });
  return Object.fromEntries(entries);
}

/** A timer for each role that is asked for. */
export function askTimers({ asking }: Opened, which: readonly Role[] = roles): Wish[] {
  return which.flatMap((role) => {
    const dueAt = asking[role]?.dueAt;
    return dueAt === undefined ? [] : [timer(dueAt, `role.ask.${role}`, { type: 'role.ask', role, dueAt })];
  });
}

/** Draws the newest asking for each of the roles as it stands now, where there is one. */
export function redrawAskings(at: Instant, { asking }: Opened, which: readonly Role[] = roles): Wish[] {
  return which.flatMap((role) => {
    const times = asking[role]?.times ?? 0;
    return times === 0 ? [] : [again(at, role, times)];
  });
}

function again(at: Instant, role: Role, times: number): Wish {
  const wish = draw(at, { of: 'vacancy', role, times });
  return wish.body.kind === 'draw' ? { ...wish, body: { ...wish.body, kept: true } } : wish;
}
