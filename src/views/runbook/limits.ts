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

function valueWords({ value, baselineFactor }: Limit, signal: SignalSpec | undefined): string {
  if (baselineFactor !== undefined) {
    const here = signal?.baseline;
    return `${baselineFactor} × normal${signal && here !== undefined ? ` = ${show(here * baselineFactor, signal.unit)}` : ''}`;
  }
  if (value === undefined) return 'no limit';
  return signal === undefined ? String(value) : show(value, signal.unit);
}

function normalWords({ baseline, unit }: SignalSpec): string {
  return baseline === undefined ? 'measured, no normal value' : `normal ${show(baseline, unit)}`;
}

/** The triggers as a table; on a system with the query that measures each. */
export function triggerRows({ triggers }: Runbook, bound: Bound | undefined): Block {
  const rows = triggers.map(({ title, signal, compare, threshold, baselineFactor, hold }): Text[] => {
    const limit = {
      signal,
      ...(threshold !== undefined && { value: threshold }),
      ...(baselineFactor !== undefined && { baselineFactor }),
    };
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
