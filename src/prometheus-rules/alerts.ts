import type { Severity } from '../domain/people.ts';
import type { Runbook, SignalSpec, SystemSpec, Trigger } from '../domain/runbooks/runbook.ts';
import { isWorse } from '../domain/signals/severity-words.ts';
import { type Duration, hour, minute } from '../domain/time.ts';
import { condition } from './conditions.ts';
import { inPrometheus, series } from './promql.ts';
import type { AlertingRule } from './rule.ts';
import { severityWord } from './severity-words.ts';
import { plain, shown, whenAnswered } from './templates.ts';

/** What an alert is made of. */
export interface Watched {
  system: SystemSpec;
  signal: SignalSpec;
  runbook: Runbook;
  /** Where airb's pages are, without a slash at the end. */
  publicUrl: string;
}

/** The alert of one trigger: labels and annotations are those the Alertmanager intake reads. */
export function triggerAlert(watched: Watched & { trigger: Trigger }): AlertingRule {
  const { system, signal, runbook, trigger } = watched;
  const { by } = signal;
  const normal = series('baseline7d', { system: system.id, signal: signal.name });
  const besides = whenAnswered(normal, ` (normal ${shown('$normal', signal.unit)})`, by);
  const odd = by === undefined ? '' : ` for ${spoken(by)} {{ $labels.${by} }}`;
  const measured = new Set(system.signals.map(({ name }) => name));
  return {
    alert: `${camel(runbook.id)}_${camel(trigger.id)}`,
    expr: condition({ system: system.id, signal, trigger, measured }),
    for: inPrometheus(trigger.hold),
    labels: labelsOf(watched, { trigger: trigger.id, severity: severityWord[severityOf(trigger, runbook)] }),
    annotations: {
      summary: `${plain(signal.title)} ${shown('$value', signal.unit)}${odd} on ${plain(system.id)}${besides}`,
      description: plain(`${sentence(trigger.title)} Runbook: ${runbook.title}.`),
      value: '{{ $value }}',
      baseline: whenAnswered(normal, '{{ printf "%.6g" $normal }}', by),
      unit: signal.unit,
      ...linksOf(watched),
    },
  };
}

/** A weak sign wakes nobody by itself, whatever its runbook begins with. */
function severityOf({ weak }: Trigger, { severity }: Runbook): Severity {
  return weak && isWorse(severity.initial, 'sev3') ? 'sev3' : severity.initial;
}

/**
 * How long a signal may be missing. A scrape that fails now and then is harmless, and a nightly batch gives a value
 * once a day.
 */
const blindAfter = (system: SystemSpec): Duration => (system.kind === 'batch' ? 26 * hour : 15 * minute);

/**
 * The alert for a signal that triggers wait for and that has no usable value: its query gives no series, or several
 * without `by`.
 * Nobody knows which failure that hides, so it goes to the generic runbook, where all such signals of a system join one
 * incident. NaN counts as one series: without requests there is nothing to count.
 * @param waiting the runbooks whose triggers can't fire meanwhile
 */
export function blindAlert(watched: Watched & { query: string; waiting: string[] }): AlertingRule {
  const { system, signal, query, waiting } = watched;
  const several = signal.by !== undefined;
  return {
    alert: 'SignalAbsent',
    expr: `(count((${query})) or vector(0)) ${several ? '< 1' : '!= 1'}`,
    for: inPrometheus(blindAfter(system)),
    labels: labelsOf(watched, { trigger: 'signal-absent', severity: severityWord.sev3 }),
    annotations: {
      summary: `${plain(signal.title)} can't be read on ${plain(system.id)}`,
      description: `The query gives {{ $value }} series where ${several ? 'some are' : 'exactly one is'} expected. Can't fire: ${plain(waiting.join(', '))}.`,
      unit: signal.unit,
      ...linksOf(watched),
    },
  };
}

function labelsOf(
  { system, signal, runbook }: Watched,
  { trigger, severity }: { trigger: string; severity: string },
): Record<string, string> {
  const labels = {
    airb_system: system.id,
    airb_failure: runbook.failure,
    airb_signal: signal.name,
    airb_trigger: trigger,
    airb_runbook: runbook.id,
    severity,
  };
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, plain(value)]));
}

function linksOf({ system, runbook, publicUrl }: Watched): Record<string, string> {
  return {
    runbook_url: plain(`${publicUrl}/runbooks/${runbook.id}`),
    ...(system.dashboard !== undefined && { dashboard: plain(system.dashboard) }),
  };
}

/** `gen_ai_tool_name` → `tool`. */
function spoken(label: string): string {
  return label
    .replace(/^gen_ai_/, '')
    .replace(/_name$/, '')
    .replaceAll('_', ' ');
}

/** `refusal-spike` → `RefusalSpike`. */
function camel(id: string): string {
  return id
    .split(/[-_]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('');
}

function sentence(title: string): string {
  return `${title.charAt(0).toUpperCase()}${title.slice(1)}.`;
}
