import type { Alert } from '../signals/alert.ts';
import type { Runbook } from './runbook.ts';

/**
 * The labels of an alert as matchers see them: its own, and the system and the failure under each of their usual names.
 * Each label is computed only when asked for, so an alert with many labels costs no more than one with few.
 * @param listed the id of the system it names, when that has a file
 */
export function labelsOf(alert: Alert, listed?: string): (name: string) => string | undefined {
  const system = listed ?? systemName(alert);
  const failure = failureName(alert);
  return (name) => {
    if (system !== undefined && (name === 'system' || name === 'airb_system')) return system;
    if (failure !== undefined && (name === 'failure' || name === 'airb_failure')) return failure;
    return Object.hasOwn(alert.labels, name) ? alert.labels[name] : undefined;
  };
}

/** The system that an alert names: its label `system`, `airb_system` or `service`. */
export function systemName(alert: Alert): string | undefined {
  const { system, airb_system, service } = alert.labels;
  return given(alert.system ?? system ?? airb_system ?? service);
}

/** The operating failure that an alert names; `refusal_spike` and `Refusal-Spike` both read as `refusal-spike`. */
export function failureName(alert: Alert): string | undefined {
  const { failure, airb_failure, incident_type } = alert.labels;
  const name = given(alert.failure ?? failure ?? airb_failure ?? incident_type);
  return name === undefined ? undefined : plainFailure(name);
}

function plainFailure(name: string): string {
  return name.toLowerCase().replaceAll('_', '-');
}

function given(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === '' ? undefined : text.trim();
}

type Reached = Pick<Runbook, 'failure' | 'match'>;

/** Results per runbook. A library is never edited, only replaced whole, so they stay true. */
const workedOut = new WeakMap<Reached, Record<string, string>[]>();

/** The label sets that reach a runbook: its failure, and each of its own matchers. */
export function matchersOf(runbook: Reached): Record<string, string>[] {
  const matchers = workedOut.get(runbook) ?? workOut(runbook);
  workedOut.set(runbook, matchers);
  return matchers;
}

function workOut(runbook: Reached): Record<string, string>[] {
  const own = runbook.match.map(({ labels }) =>
    Object.fromEntries(
      Object.entries(labels).map(([name, value]) => [
        name,
        madePlain.has(name) ? plainFailure(value) : value,
      ]),
    ),
  );
  return [{ airb_failure: plainFailure(runbook.failure) }, ...own];
}

/** How specific a matcher is. Compared field by field; the higher value wins. */
export interface Strength {
  /** How many labels it asks for. */
  labels: number;
  /** How many of them are exact, not by prefix. */
  exact: number;
  /** 1 when the failure is one of the exact labels. */
  failure: number;
}

/** Computes the strength from the matcher alone, so that lint finds ties before any alert comes. */
export function strengthOf(labels: Record<string, string>): Strength {
  const exact = Object.entries(labels).filter(([, value]) => !value.endsWith('*'));
  const failure = exact.some(([name]) => failureLabels.has(name)) ? 1 : 0;
  return { labels: Object.keys(labels).length, exact: exact.length, failure };
}

/** Below zero when `a` is the stronger. */
export function compareStrength(a: Strength, b: Strength): number {
  return b.labels - a.labels || b.exact - a.exact || b.failure - a.failure;
}

/** Labels whose values `labelsOf` has already normalized. */
const madePlain = new Set(['failure', 'airb_failure']);
const failureLabels = new Set(['failure', 'airb_failure', 'incident_type']);

/** True when a label's value satisfies what a matcher wants; `*` at the end matches any rest. */
export function holds(wanted: string, value: string | undefined): boolean {
  if (value === undefined) return false;
  return wanted.endsWith('*') ? value.startsWith(wanted.slice(0, -1)) : value === wanted;
}
