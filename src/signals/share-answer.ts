import { noSeries, noTraffic, type Shares } from '../domain/signals/traffic.ts';
import { isObject } from '../http/json.ts';
import { resultIn, short } from './answer.ts';

/** So many values of a label are kept, those with the most traffic. */
const most = 50;

/**
 * Reads the answer to an instant query that gives one series for each value of a label, as the share each has. Series of
 * the same value are added up. Where none is above zero there is no traffic, and where there is none at all nobody knows.
 */
export function readShareAnswer(
  label: string,
  { status, text, contentType }: { status: number; text: string; contentType: string },
): Shares {
  const answer = resultIn(status, text, contentType);
  if ('problem' in answer) return answer;
  const { type, result } = answer;
  if (type !== 'vector' || !Array.isArray(result))
    return {
      problem: `Prometheus answered a ${short(type)}; the query must give one series for each ${label}`,
    };
  const sums = new Map<string, number>();
  for (const series of result) {
    const amount = amountOf(series);
    if (amount === undefined) return { problem: 'a series of the answer has no number' };
    const value = labelOf(series, label);
    sums.set(value, (sums.get(value) ?? 0) + amount);
  }
  const total = [...sums.values()].reduce((sum, one) => sum + one, 0);
  if (!(total > 0)) return { problem: result.length === 0 ? noSeries : noTraffic };
  const unnamed = (sums.get('') ?? 0) / total;
  const shares = [...sums]
    .filter(([value, sum]) => value !== '' && sum > 0)
    .map(([value, sum]) => ({ value, share: Number((sum / total).toPrecision(4)) }))
    .sort((a, b) => b.share - a.share || (a.value < b.value ? -1 : 1));
  if (shares.length === 0) return { problem: `no series has the label ${label}` };
  return {
    values: shares.slice(0, most),
    ...(shares.length > most && { more: shares.length - most }),
    ...(unnamed > 0 && { unnamed: Number(unnamed.toPrecision(4)) }),
  };
}

/** NaN is a rate of nothing. */
function amountOf(series: unknown): number | undefined {
  const sample: unknown = isObject(series) ? series.value : undefined;
  const text: unknown = Array.isArray(sample) ? sample[1] : undefined;
  if (typeof text !== 'string' || text.trim() === '') return undefined;
  const amount = Number(text);
  if (text === 'NaN') return 0;
  return Number.isFinite(amount) && amount >= 0 ? amount : undefined;
}

function labelOf(series: unknown, label: string): string {
  const labels: unknown = isObject(series) ? series.metric : undefined;
  const value = isObject(labels) && Object.hasOwn(labels, label) ? labels[label] : '';
  return typeof value === 'string' ? short(value).trim() : '';
}
