import type { Opened } from '../incident/state.ts';
import { day, type Instant } from '../time.ts';

/** What of action items and drills the report counts. */
export interface Afterwards {
  /** Follow-up work: how it stands, and the day on which it is due, `2026-12-04`. */
  actions?: { status: 'open' | 'waiting' | 'done' | 'dropped'; due: string }[];
  /** It was an exercise, so it counts among drills alone; points and verdict are absent while it runs. */
  drill?: { points?: number; passed?: boolean };
}

/** As far as this file needs what an incident keeps of them; both are absent where there is none. */
interface Kept {
  actionItems?: { status: 'open' | 'waiting' | 'done' | 'dropped'; due: string }[];
  drill?: { score?: { points: number; passed: boolean } };
}

/** The one place that reads follow-up and drills for the report. */
export function afterwardsOf({ actionItems, drill }: Opened & Kept): Afterwards {
  const score = drill?.score;
  return {
    ...(actionItems && { actions: actionItems.map(({ status, due }) => ({ status, due })) }),
    ...(drill && { drill: score ? { points: score.points, passed: score.passed } : {} }),
  };
}

type Counted = { [Part in keyof Afterwards]: Afterwards[Part] | undefined };

/** What became of follow-up work; an eval that waits for its run is open. What is due today is not late yet. */
export function actionsOf(all: readonly Counted[], now: Instant) {
  const items = all.flatMap(({ actions = [] }) => actions);
  const open = items.filter(({ status }) => status === 'open' || status === 'waiting');
  return {
    noted: items.length,
    shipped: items.filter(({ status }) => status === 'done').length,
    dropped: items.filter(({ status }) => status === 'dropped').length,
    open: open.length,
    overdue: open.filter(({ due }) => Date.parse(`${due}T00:00:00Z`) + day <= now).length,
  };
}

/** How drills went; `median` of the points of those that came to their end, absent where none did. */
export function drillsOf(all: readonly Counted[]) {
  const drills = all.flatMap(({ drill }) => drill ?? []);
  const points = drills.flatMap((drill) => drill.points ?? []).sort((a, b) => a - b);
  const upper = Math.floor(points.length / 2);
  const median = points.length % 2 === 1 ? points[upper] : mean(points[upper - 1], points[upper]);
  return {
    held: drills.length,
    scored: points.length,
    passed: drills.filter(({ passed }) => passed).length,
    ...(median !== undefined && { median }),
  };
}

function mean(low: number | undefined, high: number | undefined): number | undefined {
  return low === undefined || high === undefined ? undefined : (low + high) / 2;
}
