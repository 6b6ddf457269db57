import type { Library, Runbook, SignalSpec, SystemSpec } from '../domain/runbooks/runbook.ts';
import { blindAlert, triggerAlert } from './alerts.ts';
import { gaps, landings, remarks } from './notes.ts';
import { readQuery } from './promql.ts';
import { baselineRule, calmRule, signalRule } from './recordings.ts';
import type { AlertingRule, RuleGroup, RuleNote } from './rule.ts';

export interface RuleOptions {
  /** Where airb's pages are, without a slash at the end. */
  publicUrl: string;
  /** Only this system; all when left out. */
  system?: string;
}

export interface CompiledRules {
  groups: RuleGroup[];
  notes: RuleNote[];
}

/**
 * The triggers of all runbooks as Prometheus rules (requirement S6): for each system the signals that triggers wait for,
 * their baselines, and one alert for each trigger of each runbook that applies to that kind of system.
 */
export function compileRules(library: Library, options: RuleOptions): CompiledRules {
  const systems = library.systems.filter(({ id }) => options.system === undefined || id === options.system);
  const compiled = systems.map((system) => rulesOf(system, { library, publicUrl: options.publicUrl }));
  return {
    groups: compiled.flatMap(({ groups }) => groups).filter(({ rules }) => rules.length > 0),
    notes: compiled.flatMap(({ notes }) => notes),
  };
}

interface Surroundings {
  library: Library;
  publicUrl: string;
}

function rulesOf(system: SystemSpec, { library, publicUrl }: Surroundings): CompiledRules {
  const runbooks = library.runbooks.filter(({ appliesTo }) => appliesTo.includes(system.kind));
  const { usable, faults } = usableSignals(system, runbooks);
  const measured = usable.map(({ signal, query }) => ({
    system: system.id,
    signal: signal.name,
    query,
    ...(signal.baseline !== undefined && { baseline: signal.baseline }),
    ...(signal.by !== undefined && {
      worst: signal.better === 'lower' ? ('max' as const) : ('min' as const),
    }),
  }));
  const alerts = usable.flatMap((one) => alertsOf(one, { system, runbooks, publicUrl }));
  const blind = usable.map((one) => blindOf(one, { system, library, publicUrl }));
  const name = (what: string) => `airb.${system.id}.${what}`;
  return {
    groups: [
      {
        name: name('signals'),
        interval: '1m',
        rules: measured.flatMap((it) => [signalRule(it), calmRule(it)]),
      },
      // Less than the five minutes for which Prometheus still shows an old sample, with time for a late run.
      { name: name('baselines'), interval: '2m', rules: measured.map(baselineRule) },
      { name: name('alerts'), interval: '1m', rules: [...alerts, ...blind] },
    ],
    notes: [
      ...faults,
      ...landings([...alerts, ...blind], { system, library }),
      ...remarks(system, usable),
      ...gaps(system, runbooks),
    ],
  };
}

/** A signal with the runbooks whose triggers wait for it. */
interface Usable {
  signal: SignalSpec;
  query: string;
  waiting: Runbook[];
}

function usableSignals(system: SystemSpec, runbooks: Runbook[]): { usable: Usable[]; faults: RuleNote[] } {
  const usable: Usable[] = [];
  const faults: RuleNote[] = [];
  for (const signal of system.signals) {
    const waiting = runbooks.filter((runbook) => runbook.triggers.some((one) => one.signal === signal.name));
    if (waiting.length === 0) continue;
    const read = readQuery(signal.query);
    if ('query' in read) usable.push({ signal, query: read.query, waiting });
    else {
      const names = waiting.map(({ id }) => id).join(', ');
      const what = `${read.problem}, so there are no rules for it; ${names} can't fire on it`;
      faults.push({ level: 'fault', system: system.id, signal: signal.name, what });
    }
  }
  return { usable, faults };
}

function alertsOf(
  { signal, waiting }: Usable,
  { system, publicUrl }: { system: SystemSpec; runbooks: Runbook[]; publicUrl: string },
): AlertingRule[] {
  return waiting.flatMap((runbook) =>
    runbook.triggers
      .filter((trigger) => trigger.signal === signal.name)
      .map((trigger) => triggerAlert({ system, signal, runbook, trigger, publicUrl })),
  );
}

function blindOf(
  { signal, query, waiting }: Usable,
  { system, library, publicUrl }: Surroundings & { system: SystemSpec },
): AlertingRule {
  const runbook = library.runbooks.find(({ id }) => id === library.generic);
  if (runbook === undefined) throw new Error(`the generic runbook ${library.generic} is not in the library`);
  return blindAlert({ system, signal, runbook, publicUrl, query, waiting: waiting.map(({ id }) => id) });
}
