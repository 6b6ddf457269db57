import type { Library, Runbook, SignalSpec, SystemSpec, Trigger } from '../../src/domain/runbooks/runbook.ts';
import { loadLibrary } from '../../src/library/load.ts';
import type { CompiledRules } from '../../src/prometheus-rules/compile-rules.ts';
import type { AlertingRule, RecordingRule } from '../../src/prometheus-rules/rule.ts';

const { library: shipped } = loadLibrary('runbooks');

/** The library as it is shipped. */
export function shippedLibrary(): Library {
  if (shipped === undefined) throw new Error('the shipped runbooks can not be loaded');
  return shipped;
}

type Facts<T> = { id: string } & Partial<T>;

/** The shipped library with only these systems and runbooks in it, the generic one beside them, each changed as told. */
export function libraryOf(change: { systems: Facts<SystemSpec>[]; runbooks: Facts<Runbook>[] }): Library {
  const library = shippedLibrary();
  const of = <T extends { id: string }>(all: T[], facts: Facts<T>): T => {
    const found = all.find(({ id }) => id === facts.id) ?? all[0];
    if (found === undefined) throw new Error(`nothing to make ${facts.id} of`);
    return { ...found, ...facts };
  };
  const generic = { id: library.generic, triggers: [] };
  return {
    ...library,
    systems: change.systems.map((facts) => of(library.systems, { dashboard: undefined, ...facts })),
    runbooks: [...change.runbooks, generic].map((facts) => of(library.runbooks, facts)),
  };
}

export function signal(name: string, facts: Partial<SignalSpec> = {}): SignalSpec {
  const query = `a_team_s_metric{of="${name}"}`;
  return { name, title: 'Refusals', query, unit: 'ratio', better: 'lower', ...facts };
}

export function trigger(signalName: string, facts: Partial<Trigger> = {}): Trigger {
  const limit = facts.threshold === undefined ? { baselineFactor: 2 } : {};
  const always = { id: 'doubled', title: 'twice as many', compare: 'above', hold: 600_000 } as const;
  return { ...always, signal: signalName, ...limit, ...facts };
}

export function alertsIn({ groups }: CompiledRules): AlertingRule[] {
  return groups.flatMap(({ rules }) => rules).filter((rule) => 'alert' in rule);
}

export function recordingsIn({ groups }: CompiledRules): RecordingRule[] {
  return groups.flatMap(({ rules }) => rules).filter((rule) => 'record' in rule);
}
