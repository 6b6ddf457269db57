import type { Plan } from '../runbooks/plan.ts';
import type { SignalSpec } from '../runbooks/runbook.ts';
import type { History, Spell } from '../signals/history.ts';
import { lastSpell } from '../signals/history.ts';
import type { Reading } from '../signals/reading.ts';
import { type Duration, hour, type Instant, minute } from '../time.ts';
import { isOut, recoveryChecks, signalOf, signalsOff } from './verdict.ts';

interface Scene {
  plan: Plan;
  alerts: readonly { alert: { signal?: string } }[];
  startedAt: Instant;
  histories?: Record<string, History>;
}

/** A return to range shorter than this is a swing, not an end. */
const swing: Duration = 5 * minute;

/** Rules hold for minutes, rarely for hours; what was out for longer before the alert is another story. */
const longestHold: Duration = 6 * hour;

/** The signal the incident is about: the first alert's, else the first key metric of recovery. */
export function aboutSignal({ plan, alerts }: Pick<Scene, 'plan' | 'alerts'>): SignalSpec | undefined {
  return signalOf(plan, firstNamed(alerts) ?? plan.recovery.key[0]?.signal ?? '');
}

/** By list of alerts, because a card asks several times, and a storm makes the list long. */
const firstSignals = new WeakMap<Scene['alerts'], string | null>();

function firstNamed(alerts: Scene['alerts']): string | undefined {
  const known = firstSignals.get(alerts);
  if (known !== undefined) return known ?? undefined;
  const found = alerts.find(({ alert }) => alert.signal !== undefined)?.alert.signal;
  firstSignals.set(alerts, found ?? null);
  return found;
}

/**
 * The newest time a signal was out of range, by its history; undefined where there is none, or where it was in range
 * throughout.
 */
export function spellOf(
  { plan, histories }: Pick<Scene, 'plan' | 'histories'>,
  name: string,
): Spell | undefined {
  const history = histories !== undefined && Object.hasOwn(histories, name) ? histories[name] : undefined;
  const spec = signalOf(plan, name);
  return history && spec && lastSpell(history, (value) => isOut(plan, spec, value), swing);
}

/**
 * When users began to feel it: the first bad sample of the signal the incident is about, where its history shows the
 * beginning and it lies before the start that the alert gave.
 */
export function feltSince(incident: Scene): Instant | undefined {
  const signal = aboutSignal(incident);
  const spell = signal && spellOf(incident, signal.name);
  if (spell === undefined || !spell.seenToBegin) return undefined;
  const early = incident.startedAt - spell.from;
  const goesOn = spell.to === undefined || spell.to >= incident.startedAt;
  return early > 0 && early <= longestHold && goesOn ? spell.from : undefined;
}

/** The signals whose history is worth keeping: those that decide recovery, then those off normal, farthest first. */
export function worthKnowing(plan: Plan, readings: Reading[], most = 8): SignalSpec[] {
  const names = [
    ...recoveryChecks(plan).map(({ check }) => check.signal),
    ...plan.recovery.key.flatMap(({ signal }) => signalOf(plan, signal)?.affected ?? []),
    ...signalsOff(plan, readings).map(({ signal }) => signal),
  ];
  return [...new Set(names)].slice(0, most).flatMap((name) => signalOf(plan, name) ?? []);
}
