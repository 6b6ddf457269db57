import { cut } from '../plain.ts';
import type { Plan } from '../runbooks/plan.ts';
import { type Reading, show } from '../signals/reading.ts';
import { clockTime, type Duration, type Instant, minute } from '../time.ts';
import { limitOf, passes, readingValue, signalOf } from './verdict.ts';

/** A key signal that speaks against an end, and what it says: `Refusals 19 %, must be at most 6 %`. */
export interface Red {
  signal: string;
  words: string;
}

/** Stands before the failure where what is red is an alert; no signal has a blank in its name. */
const alertOf = 'alert ';

/** What stands in the record as red, told apart: names of signals, and failures whose alert still fires. */
export function redKinds(names: readonly string[]): { signals: string[]; firing: string[] } {
  return {
    signals: names.filter((name) => !name.startsWith(alertOf)),
    firing: names.filter((name) => name.startsWith(alertOf)).map((name) => name.slice(alertOf.length)),
  };
}

/** Stands for the key signals where a system measures none. */
const noSignal = 'none';

/** What was measured longer ago shows how it was, and not how it is. */
const fresh: Duration = 10 * minute;

interface Scene {
  plan: Plan;
  readings: { sampledAt: Instant; readings: Reading[] }[];
  /** Failures that joined. */
  siblings?: readonly { failure: string }[];
  /** `failure` is absent where it is the incident's own. */
  alerts?: readonly { alert: { title: string }; failure?: string; resolved: boolean }[];
}

/**
 * What speaks against an end: the key signals that were out of range, or not measured, at the last reading, and failures
 * that joined and whose alert still fires.
 * @param now what was read more than ten minutes before it counts as not measured; left out where measuring comes next
 */
export function redSignals(incident: Scene, now?: Instant): Red[] {
  return [...redKeys(incident, now), ...stillFiring(incident)];
}

/**
 * Failures of the system that joined the incident and whose alert still fires. What the incident itself is about is
 * measured; of what joined, the alert may be the only sign.
 */
export function stillFiring({ siblings = [], alerts = [] }: Omit<Scene, 'plan' | 'readings'>): Red[] {
  return siblings.flatMap(({ failure }) => {
    const known = alerts.find((one) => one.failure === failure && !one.resolved);
    if (known === undefined) return [];
    return [
      {
        signal: `${alertOf}${failure}`,
        words: `${failure}: its alert “${cut(known.alert.title, 80)}” still fires`,
      },
    ];
  });
}

/** Where a system measures no key signal, that itself is the answer: nothing shows that it is well. */
function redKeys(incident: Scene, now?: Instant): Red[] {
  const { plan } = incident;
  const last = incident.readings.at(-1);
  const latest = last?.readings ?? [];
  const old = last !== undefined && now !== undefined && now - last.sampledAt > fresh;
  const { key } = plan.recovery;
  if (key.length === 0)
    return [{ signal: noSignal, words: `no key signal of ${plan.system.id} is measured` }];
  return key.flatMap((check) => {
    const spec = signalOf(plan, check.signal);
    const value = readingValue(latest, check.signal);
    const title = spec?.title ?? check.signal;
    if (old && value !== undefined && spec !== undefined) {
      const then = `${show(value, spec.unit)} at ${clockTime(last.sampledAt)} UTC`;
      return [{ signal: check.signal, words: `${title} was ${then}, and was not measured since` }];
    }
    if (passes(check, spec, value)) return [];
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
