import { iso } from '../views/record/json.ts';
import type { Gap, Readiness, SystemReadiness } from './assess.ts';

/** Readiness as the API and `--json` print it. */
export function readinessJson({ at, systems, gaps, log, signals, unlisted }: Readiness) {
  return {
    at: iso(at),
    log: { since: iso(log.since), incidents: log.incidents },
    signals: {
      how: signals.how,
      at: signals.at === undefined ? null : iso(signals.at),
      why: signals.why ?? null,
    },
    systems: systems.map(systemJson),
    gaps: gaps.map(gapJson),
    unlisted,
  };
}

function systemJson({ gaps: _, points, ...rest }: SystemReadiness) {
  return {
    ...rest,
    points: points.map(({ close, share, unseen: _seen, ...point }) => ({
      ...point,
      share: round(share),
      close: close ?? null,
    })),
  };
}

function gapJson({ system, riskTier, point, cost }: Gap) {
  const { id, title, state, close } = point;
  return { system, riskTier, point: id, title, state, cost: round(cost), close: close ?? null };
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
