import { matchAlert } from '../domain/runbooks/match.ts';
import type { Library, Runbook, SignalSpec, SystemSpec, Trigger } from '../domain/runbooks/runbook.ts';
import type { Alert } from '../domain/signals/alert.ts';
import type { AlertingRule, RuleNote } from './rule.ts';

/** Alerts that would open another runbook than their own, because that one has a stronger matcher. */
export function landings(
  alerts: AlertingRule[],
  { system, library }: { system: SystemSpec; library: Library },
): RuleNote[] {
  return alerts.flatMap(({ alert, labels }): RuleNote[] => {
    const { runbook, because } = matchAlert(asSent(alert, { ...labels, system: system.id }), library);
    const own = labels.airb_runbook ?? '';
    if (runbook.id === own) return [];
    const what = `its alert ${alert} opens ${runbook.id} instead: ${because}`;
    return [{ level: 'fault', system: system.id, runbook: own, what }];
  });
}

function asSent(alertname: string, labels: Record<string, string>): Alert {
  return {
    source: 'alertmanager',
    fingerprint: alertname,
    status: 'firing',
    title: alertname,
    labels: { alertname, ...labels },
    annotations: {},
    startsAt: 0,
    extra: {},
  };
}

/** Remarks about the rules that were made. */
export function remarks(
  system: SystemSpec,
  watched: { signal: SignalSpec; triggers: { trigger: Trigger }[] }[],
): RuleNote[] {
  const of = (what: string): RuleNote => ({ level: 'remark', system: system.id, what });
  const young = watched.filter(
    ({ signal, triggers }) =>
      signal.baseline === undefined && triggers.some(({ trigger }) => relative(trigger)),
  );
  const names = young.map(({ signal }) => signal.name).join(', ');
  return [
    ...(system.sample ? [of('it is a sample: these rules are for looking at, not for paging anybody')] : []),
    ...(young.length > 0
      ? [
          of(
            `no baseline in its file for ${names}: triggers that compare with it begin after three days of samples`,
          ),
        ]
      : []),
  ];
}

function relative({ baselineFactor, deviations }: Trigger): boolean {
  return baselineFactor !== undefined || deviations !== undefined;
}

/** Runbooks that apply but wait for signals the system does not measure. */
export function gaps(system: SystemSpec, runbooks: Runbook[]): RuleNote[] {
  const measured = new Set(system.signals.map(({ name }) => name));
  return runbooks.flatMap(({ id, triggers }): RuleNote[] => {
    const missing = [...new Set(triggers.map(({ signal }) => signal))].filter((name) => !measured.has(name));
    if (missing.length === 0) return [];
    const some = triggers.some(({ signal }) => measured.has(signal));
    const what = `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not measured, so ${some ? 'only its other triggers can fire' : 'nothing can fire it'}`;
    return [{ level: 'gap', system: system.id, runbook: id, what }];
  });
}
