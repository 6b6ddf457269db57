import type { Block, Text } from '../../documents/document.ts';
import type { Runbook, SignalSpec } from '../../domain/runbooks/runbook.ts';
import { show } from '../../domain/signals/reading.ts';
import { inWords } from '../../domain/time.ts';
import type { Bound } from './bound.ts';

/** A fixed value, or a factor of what is normal. */
interface Limit {
  signal: string;
  value?: number;
  baselineFactor?: number;
  objectiveFactor?: number;
  budgetFactor?: number;
  deviations?: number;
}

/** A metric and its limit in words; on a system with its title, unit and normal value. */
export function limitWords(
  limit: Limit,
  bound: Bound | undefined,
): { title: string; limit: string; measured: string } {
  const signal = bound?.signals.find(({ name }) => name === limit.signal);
  return {
    title: signal?.title ?? limit.signal,
    limit: valueWords(limit, signal),
    measured: signal === undefined ? 'not measured' : normalWords(signal),
  };
}

function valueWords(limit: Limit, signal: SignalSpec | undefined): string {
  const { value, baselineFactor, objectiveFactor, budgetFactor, deviations } = limit;
  if (baselineFactor !== undefined) return multiple(baselineFactor, { of: 'normal', signal });
  if (objectiveFactor !== undefined) return multiple(objectiveFactor, { of: 'objective', signal });
  if (budgetFactor !== undefined) return `${budgetFactor} × the pace of the error budget`;
  if (deviations !== undefined) return `${deviations} standard deviations from normal`;
  if (value === undefined) return 'no limit';
  return signal === undefined ? String(value) : show(value, signal.unit);
}

function multiple(
  factor: number,
  { of, signal }: { of: 'normal' | 'objective'; signal: SignalSpec | undefined },
): string {
  const here = of === 'normal' ? signal?.baseline : signal?.objective;
  return `${factor} × ${of}${signal && here !== undefined ? ` = ${show(here * factor, signal.unit)}` : ''}`;
}

function normalWords({ baseline, unit }: SignalSpec): string {
  return baseline === undefined ? 'measured, no normal value' : `normal ${show(baseline, unit)}`;
}

/** The triggers as a table; on a system with the query that measures each. */
export function triggerRows({ triggers }: Runbook, bound: Bound | undefined): Block {
  const rows = triggers.map((trigger): Text[] => {
    const { title, signal, compare, threshold, hold } = trigger;
    const limit = { ...trigger, ...(threshold !== undefined && { value: threshold }) };
    const said = limitWords(limit, bound);
    const spec = bound?.signals.find(({ name }) => name === signal);
    const query: Text = spec === undefined ? ['not measured here'] : [{ code: spec.query }];
    return [
      [title],
      [{ code: signal }],
      [`${compare} ${said.limit} for ${inWords(hold)}`],
      ...(bound ? [query] : []),
    ];
  });
  const head = ['Trigger', 'Signal', 'Limit', ...(bound ? ['Query'] : [])];
  return { type: 'table', stacked: true, caption: 'Triggers', head, rows };
}
