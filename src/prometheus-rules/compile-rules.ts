import type { Library, Runbook, SignalSpec, SystemSpec, Trigger } from '../domain/runbooks/runbook.ts';
import { blindAlert, triggerAlert } from './alerts.ts';
import { lackOf, leftOut } from './left-out.ts';
import { gaps, landings, remarks } from './notes.ts';
import { readQuery } from './promql.ts';
import { baselineRule, calmRule, deviationRules, signalRule } from './recordings.ts';
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
  const watched = usable.filter(({ triggers }) => triggers.length > 0);
  const alerts = watched.flatMap((one) => alertsOf(one, { system, publicUrl }));
  const blind = usable.map((one) => blindOf(one, { system, library, publicUrl }));
  const name = (what: string) => `airb.${system.id}.${what}`;
  const measured = (one: Usable) => ({ ...one, system: system.id });
  return {
    groups: [
      {
        name: name('signals'),
        interval: '1m',
        rules: usable.flatMap((one) => [
          signalRule(measured(one)),
          ...(one.triggers.length > 0 ? [calmRule(measured(one))] : []),
        ]),
      },
      // Less than the five minutes for which Prometheus still shows an old sample, with time for a late run.
      {
        name: name('baselines'),
        interval: '2m',
        rules: watched.flatMap((one) => [
          baselineRule(measured(one)),
          ...(one.triggers.some(({ trigger }) => trigger.deviations !== undefined)
            ? deviationRules(measured(one))
            : []),
        ]),
      },
      { name: name('alerts'), interval: '1m', rules: [...alerts, ...blind] },
    ],
    notes: [
      ...faults,
      ...landings([...alerts, ...blind], { system, library }),
      ...remarks(system, watched),
      ...leftOut(system, runbooks),
      ...gaps(system, runbooks),
    ],
  };
}

/** A signal with the triggers that wait for it; none where it only counts the traffic of others. */
interface Usable {
  signal: SignalSpec;
  query: string;
  triggers: { runbook: Runbook; trigger: Trigger }[];
  /** The runbooks that can't fire without it. */
  waiting: string[];
}

/** Those that count traffic come first, because a group runs its rules one after the other. */
function usableSignals(system: SystemSpec, runbooks: Runbook[]): { usable: Usable[]; faults: RuleNote[] } {
  const usable: Usable[] = [];
  const faults: RuleNote[] = [];
  const waits = waitingFor(system, runbooks);
  const counts = (name: string) => waits.counting.has(name);
  const inOrder = [...system.signals].sort((a, b) => Number(counts(b.name)) - Number(counts(a.name)));
  for (const signal of inOrder) {
    const triggers = waits.triggers.filter(({ trigger }) => trigger.signal === signal.name);
    const ids = [...triggers.map(({ runbook }) => runbook.id), ...(waits.counting.get(signal.name) ?? [])];
    const waiting = [...new Set(ids)];
    if (waiting.length === 0) continue;
    const read = readQuery(signal.query);
    if ('query' in read) usable.push({ signal, query: read.query, triggers, waiting });
    else {
      const what = `${read.problem}, so there are no rules for it; ${waiting.join(', ')} can't fire on it`;
      faults.push({ level: 'fault', system: system.id, signal: signal.name, what });
    }
  }
  return { usable, faults };
}

/** The triggers a system can have, and by the signals that count traffic, the runbooks that count on them. */
function waitingFor(system: SystemSpec, runbooks: Runbook[]) {
  const triggers = runbooks.flatMap((runbook) =>
    runbook.triggers
      .map((trigger) => ({ runbook, trigger }))
      .filter((one) => lackOf(one.trigger, system) === undefined),
  );
  const counting = new Map<string, string[]>();
  for (const { runbook, trigger } of triggers) {
    const signal = system.signals.find(({ name }) => name === trigger.signal);
    for (const volume of [signal?.volume, trigger.volume]) {
      if (volume) counting.set(volume.signal, [...(counting.get(volume.signal) ?? []), runbook.id]);
    }
  }
  return { triggers, counting };
}

function alertsOf(
  { signal, triggers }: Usable,
  { system, publicUrl }: { system: SystemSpec; publicUrl: string },
): AlertingRule[] {
  return triggers.map((one) => triggerAlert({ system, signal, publicUrl, ...one }));
}

function blindOf(
  { signal, query, waiting }: Usable,
  { system, library, publicUrl }: Surroundings & { system: SystemSpec },
): AlertingRule {
  const runbook = library.runbooks.find(({ id }) => id === library.generic);
  if (runbook === undefined) throw new Error(`the generic runbook ${library.generic} is not in the library`);
  return blindAlert({ system, signal, runbook, publicUrl, query, waiting });
}
