import { responded } from './counts.ts';
import { type Distribution, distributionOf, type Timed, type Trend, trendOf } from './distribution.ts';
import type { Known } from './known.ts';
import { type Step, steps } from './tally.ts';

/** How long it took from the opening to a step, in the period and in the one before. */
export interface StepTimes {
  step: Step;
  now: Distribution;
  before: Distribution;
  trend: Trend;
  /** Incidents that did not reach it; those still open may yet. */
  without: number;
}

/** Times to each step. What was cancelled or went on as another incident is in none of them. */
export function timesOf(now: readonly Known[], before: readonly Known[]): StepTimes[] {
  const [counted, earlier] = [responded(now), responded(before)];
  return steps.map((step) => {
    const [here, there] = [timeTo(step, counted), timeTo(step, earlier)];
    return { step, now: here, before: there, trend: trendOf(here, there), without: counted.length - here.n };
  });
}

/** A clock that was put back may give a step before the opening; that took no time. */
export function timeTo(step: Step, counted: readonly Known[]): Distribution {
  const timed: Timed[] = [];
  for (const { named, openedAt, reached } of counted) {
    const at = reached[step];
    if (at !== undefined) timed.push({ took: Math.max(0, at - openedAt), incident: named?.number });
  }
  return distributionOf(timed);
}

/** From when users began to feel it until the incident was there, where both are known. */
export function timeToOpen(counted: readonly Known[]): Distribution {
  return distributionOf(
    counted.flatMap(({ named, startedAt, openedAt }) =>
      startedAt < openedAt ? [{ took: openedAt - startedAt, incident: named?.number }] : [],
    ),
  );
}
