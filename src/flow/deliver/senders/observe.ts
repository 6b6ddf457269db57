import { trafficSeen } from '../../../domain/signals/traffic.ts';
import { day, hour } from '../../../domain/time.ts';
import type { DeliverDeps, Send } from '../sending.ts';

const nothing = { problem: 'it was not asked' };

/** Asks what answers now, and what did an hour and a day before the symptom began. */
export function observe({ signals }: DeliverDeps): Send {
  return async (effect, { plan, startedAt }) => {
    const observed = plan.observed ?? [];
    const sampledAt = effect.dueAt;
    const [now, hourBefore, dayBefore] = await Promise.all(
      [sampledAt, startedAt - hour, startedAt - day].map((at) => signals.shares(observed, at)),
    );
    const seen = observed.map((spec, place) =>
      trafficSeen(spec, {
        now: now?.[place] ?? nothing,
        hourBefore: hourBefore?.[place] ?? nothing,
        dayBefore: dayBefore?.[place] ?? nothing,
      }),
    );
    return { command: { type: 'traffic', sampledAt, seen } };
  };
}
