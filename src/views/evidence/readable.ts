import type { Opened, SavedEvidence } from '../../domain/incident/state.ts';
import { oneLine } from '../../domain/plain.ts';
import type { Alert } from '../../domain/signals/alert.ts';
import { type Reading, show, type Unit } from '../../domain/signals/reading.ts';
import { fullTime } from '../../domain/time.ts';

export interface Line {
  label: string;
  value: string;
}

/** What airb collected itself, as lines that people read; undefined for anything else, and where it can't be read. */
export function readable(
  incident: Opened,
  { from, item }: SavedEvidence,
  content: string,
): Line[] | undefined {
  if (from !== 'automatic') return undefined;
  try {
    if (item === 'alert') return alertLines(JSON.parse(content) as Partial<Alert>);
    if (item === 'readings') return readingLines(incident, JSON.parse(content) as Reading[]);
  } catch {
    // Declared by hand, redacted, or cut off: the text itself is shown.
  }
  return undefined;
}

function alertLines(alert: Partial<Alert>): Line[] {
  const { title, source, status, startsAt, value, baseline, unit, link } = alert;
  const amount = (one: number) => (isUnit(unit) ? show(one, unit) : String(one));
  const lines: [string, string | undefined][] = [
    ['Alert', title],
    ['From', source],
    ['Status', status],
    ['Began', typeof startsAt === 'number' ? fullTime(startsAt) : undefined],
    ['Value', typeof value === 'number' ? amount(value) : undefined],
    ['Normal', typeof baseline === 'number' ? amount(baseline) : undefined],
    ['Link', link],
    ...pairs('Label', alert.labels),
    ...pairs('Annotation', alert.annotations),
    ...pairs('Also sent', alert.extra),
  ];
  return lines.flatMap(([label, text]) => (text === undefined ? [] : [{ label, value: oneLine(text) }]));
}

/** The alert's unit is the sender's word; only those airb knows are written as one. */
function isUnit(unit: string | undefined): unit is Unit {
  return ['ratio', 'seconds', 'usd', 'tokens', 'count', 'per_second'].includes(unit ?? '');
}

function pairs(what: string, given: Record<string, unknown> | undefined): [string, string][] {
  return Object.entries(given ?? {}).map(([name, value]) => [
    `${what} ${oneLine(name)}`,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
}

function readingLines({ plan }: Opened, readings: Reading[]): Line[] {
  return readings.map(({ signal, value, problem }) => {
    const spec = plan.signals.find(({ name }) => name === signal);
    const shown = value === undefined || !spec ? undefined : show(value, spec.unit);
    const normal =
      spec?.baseline === undefined || shown === undefined
        ? ''
        : ` (normal ${show(spec.baseline, spec.unit)})`;
    return {
      label: spec?.title ?? signal,
      value: shown === undefined ? `not measured: ${oneLine(problem ?? 'no value')}` : `${shown}${normal}`,
    };
  });
}
