import { day, type Instant } from '../time.ts';
import type { Answered, Elsewhere } from './elsewhere.ts';
import { gaps, peopleIn, type Rotation, type Shift, shifts } from './rotation.ts';
import type { Rung } from './rungs.ts';

/** So far ahead a roster looks. */
export const lookAhead = 14 * day;

/** Who is on call in one rotation now, who is next, and when nobody is. */
export interface Duty {
  rotation: string;
  title: string;
  zone: string;
  /** Without a person where nobody is on call now. */
  now: Shift;
  /** The next shift of somebody else; absent where nothing changes within two weeks. */
  next?: Shift;
  /** Holes of the coming two weeks. */
  gaps: Shift[];
  /** True when `now` lasts longer than what is looked at. */
  open: boolean;
  /** Where the schedule is kept, when that is not the file, with its last answer and why there is no newer one. */
  source?: { kept: Elsewhere; answered?: Answered; failing?: string };
}

/** The rotations a policy names, in its order, as they stand at a moment. */
export function rosterOf(rungs: readonly Rung[], rotations: readonly Rotation[], at: Instant): Duty[] {
  const names = new Set(rungs.flatMap(({ people }) => people));
  return [...names].flatMap((name) => {
    const rotation = rotations.find(({ id }) => id === name);
    return rotation ? [dutyIn(rotation, at)] : [];
  });
}

/** One rotation as it stands at a moment. */
export function dutyIn(rotation: Rotation, at: Instant): Duty {
  const end = at + lookAhead;
  const [now = { from: at, to: end }, ...later] = shifts(rotation, at, end);
  const present = peopleIn(now).join(' ');
  const next = later.find((shift) => shift.person !== undefined && peopleIn(shift).join(' ') !== present);
  const { elsewhere: kept, answered, failing } = rotation;
  return {
    rotation: rotation.id,
    title: rotation.title,
    zone: rotation.zone,
    now,
    ...(next && { next }),
    gaps: gaps(rotation, at, end),
    open: now.to >= end,
    ...(kept && { source: { kept, ...(answered && { answered }), ...(failing && { failing }) } }),
  };
}
