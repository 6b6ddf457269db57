import type { Plan } from '../runbooks/plan.ts';
import { type Reading, show } from '../signals/reading.ts';
import { limitOf, passes, readingValue, signalOf } from './verdict.ts';

/** A key signal that speaks against an end, and what it says: `Refusals 19 %, must be at most 6 %`. */
export interface Red {
  signal: string;
  words: string;
}

/** Stands for the key signals where a system measures none. */
const noSignal = 'none';

/**
 * The key signals that were out of range, or not measured, at the last reading. Where a system measures none of them,
 * that itself is the answer: nothing shows that it is well.
 */
export function redSignals(incident: { plan: Plan; readings: { readings: Reading[] }[] }): Red[] {
  const { plan } = incident;
  const latest = incident.readings.at(-1)?.readings ?? [];
  const { key } = plan.recovery;
  if (key.length === 0)
    return [{ signal: noSignal, words: `no key signal of ${plan.system.id} is measured` }];
  return key.flatMap((check) => {
    const spec = signalOf(plan, check.signal);
    const value = readingValue(latest, check.signal);
    if (passes(check, spec, value)) return [];
    const title = spec?.title ?? check.signal;
    const limit = limitOf(check, spec);
    if (value === undefined || spec === undefined || limit === undefined)
      return [{ signal: check.signal, words: `${title} is not measured` }];
    const word = check.compare === 'at-most' ? 'at most' : 'at least';
    return [
      {
        signal: check.signal,
        words: `${title} ${show(value, spec.unit)}, must be ${word} ${show(limit, spec.unit)}`,
      },
    ];
  });
}

/** Whether somebody confirmed all that is red. What turned red since they looked was not confirmed. */
export function allNamed(red: readonly Red[], confirmed: readonly string[] = []): boolean {
  return red.every(({ signal }) => confirmed.includes(signal));
}
