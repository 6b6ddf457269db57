import { failingSignals, passes, recoveryChecks, signalOf } from '../response/verdict.ts';
import { samplesOf } from '../signals/history.ts';
import type { Instant } from '../time.ts';
import type { Opened } from './state.ts';

/**
 * Since when everything that recovery is judged by was in range: the first good reading after the last bad one, however long
 * after it somebody began to watch, unless the past that was read later shows that it went out again.
 * @param until when the hold time is over
 */
export function normalSince({
  readings,
  plan,
  histories,
  until,
  againAt = 0,
}: Pick<Opened, 'readings' | 'plan' | 'histories' | 'againAt'> & { until: Instant }): Instant {
  const watched = until - plan.recovery.hold;
  const bad = readings.findLastIndex((one) => failingSignals(plan, one.readings).length > 0);
  const good = readings[bad + 1]?.sampledAt;
  const lastBad = readings[bad]?.sampledAt;
  // The hold time begins anew with what broke it, which was read out of range and is no beginning of the end.
  if (good !== undefined && lastBad !== undefined && lastBad >= watched) return good;
  if (good === undefined || good < againAt || wentOut({ plan, histories }, good)) return watched;
  return Math.min(good, watched);
}

/** Nobody looks all the time: what a signal read in between is known only from its history. */
function wentOut({ plan, histories }: Pick<Opened, 'plan' | 'histories'>, since: Instant): boolean {
  return recoveryChecks(plan).some(({ check }) => {
    const history = histories?.[check.signal];
    const spec = signalOf(plan, check.signal);
    const later = history === undefined ? [] : samplesOf(history).filter(({ at }) => at > since);
    return later.some(({ value }) => !passes(check, spec, value));
  });
}
