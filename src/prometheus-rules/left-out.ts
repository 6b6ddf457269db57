import type { Runbook, SignalSpec, SystemSpec, Trigger } from '../domain/runbooks/runbook.ts';
import { burnLimit } from './conditions.ts';
import type { RuleNote } from './rule.ts';

/** Triggers of which a system gives no rule although it measures their signal, and what they do without. */
export function leftOut(system: SystemSpec, runbooks: Runbook[]): RuleNote[] {
  return runbooks.flatMap(({ id, triggers }) =>
    triggers.flatMap((trigger): RuleNote[] => {
      const signal = system.signals.find(({ name }) => name === trigger.signal);
      if (signal === undefined) return [];
      const of = { system: system.id, runbook: id, signal: signal.name };
      const lack = lackOf(trigger, system);
      if (lack !== undefined)
        return [{ level: 'gap', ...of, what: `${lack}, so its trigger ${trigger.id} is left out` }];
      const { volume } = trigger;
      if (volume === undefined || system.signals.some(({ name }) => name === volume.signal)) return [];
      const what = `${volume.signal} is not measured, so ${trigger.id} fires however little the traffic is`;
      return [{ level: 'remark', ...of, what }];
    }),
  );
}

/** Why a system can't have a trigger; undefined where it can. */
export function lackOf(trigger: Trigger, system: SystemSpec): string | undefined {
  const signal = system.signals.find(({ name }) => name === trigger.signal);
  if (signal === undefined) return 'the signal is not measured';
  if (trigger.weak && trigger.compare === 'below' && !counted(trigger, signal, system))
    return 'without a `volume` a night without traffic would look like a fall';
  if (trigger.objectiveFactor === undefined && trigger.budgetFactor === undefined) return undefined;
  if (signal.objective === undefined) return 'the system file gives no `objective`';
  return trigger.budgetFactor === undefined ? undefined : unburnable(trigger, signal);
}

function counted({ volume }: Trigger, signal: SignalSpec, { signals }: SystemSpec): boolean {
  return signal.volume !== undefined || signals.some(({ name }) => name === volume?.signal);
}

function unburnable(trigger: Trigger, signal: SignalSpec): string | undefined {
  if (signal.unit !== 'ratio') return 'only the objective of a ratio leaves a budget';
  const limit = burnLimit(trigger, signal);
  return limit < 1 && limit > 0 ? undefined : 'even when everything fails its budget does not burn so fast';
}
