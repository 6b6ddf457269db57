import type { SignalSpec } from '../domain/runbooks/runbook.ts';
import type { Stretch } from '../domain/signals/history.ts';
import type { Reading } from '../domain/signals/reading.ts';
import { isObject, jsonIn } from '../http/json.ts';
import { isWebPage } from '../http/web-page.ts';

/** A number, or a sentence that says why there is none. */
export type Outcome = { value: number; worst?: Reading['worst'] } | { problem: string };

/** A signal that may give a series for each value of a label. */
type Spread = Pick<SignalSpec, 'by' | 'better'>;

/** More series than this are no breakdown that a person reads. */
const mostSeries = 200;

/**
 * Reads the answer to an instant query of Prometheus (prometheus/prometheus, docs/querying/api.md). A value is text and
 * may be NaN or ±Inf. An empty result is a success without data and must never count as a recovery. Of several series
 * nobody can say which one is meant. With a warning, part of the data is missing (Thanos, Mimir and VictoriaMetrics say
 * so that way), and nobody knows how much. All these give a problem, not a number.
 */
export function readQueryAnswer(
  { status, text, contentType = '' }: { status: number; text: string; contentType?: string },
  spread?: Spread,
): Outcome {
  const answer = resultIn(status, text, contentType);
  return 'problem' in answer ? answer : resultOf(answer.type, answer.result, spread);
}

/** The result of a query, whatever it is, or a sentence that says why there is none to rely on. */
export function resultIn(
  status: number,
  text: string,
  contentType: string,
): { type: unknown; result: unknown } | { problem: string } {
  const body = jsonIn(text);
  if (!isObject(body)) return { problem: withoutJson(status, text, contentType) };
  if (body.status === 'error')
    return { problem: `Prometheus refused the query: ${errorOf(body)}${hintFor(status, errorOf(body))}` };
  if (status < 200 || status > 299)
    return { problem: `Prometheus answered ${status}: ${short(text)}${hintFor(status, text)}` };
  const data = body.data;
  if (body.status !== 'success' || !isObject(data))
    return { problem: 'Prometheus answered JSON that is no query result' };
  const missing = partialIn(body);
  return missing === undefined ? { type: data.resultType, result: data.result } : { problem: missing };
}

/**
 * Reads the answer to a range query: one series at even steps. What is missing stays missing, and so does what is NaN
 * or infinite.
 * @returns undefined for anything but one whole series: no data, several, a partial answer, an error
 */
export function readRangeAnswer(
  status: number,
  text: string,
  { from, to, step }: Stretch,
): (number | null)[] | undefined {
  const body = jsonIn(text);
  if (status < 200 || status > 299 || !isObject(body) || body.status !== 'success') return undefined;
  if (!isObject(body.data) || body.data.resultType !== 'matrix' || partialIn(body) !== undefined)
    return undefined;
  const series: unknown = body.data.result;
  const only: unknown = Array.isArray(series) && series.length === 1 ? series[0] : undefined;
  if (!isObject(only) || !Array.isArray(only.values)) return undefined;
  const values: (number | null)[] = Array.from({ length: Math.floor((to - from) / step) + 1 }, () => null);
  for (const sample of only.values) {
    const at: unknown = Array.isArray(sample) ? sample[0] : undefined;
    const place = Math.round((Number(at) * 1000 - from) / step);
    const read = sampleOf(sample);
    if (place >= 0 && place < values.length && 'value' in read) values[place] = read.value;
  }
  return values.some((value) => value !== null) ? values : undefined;
}

/** What came instead of JSON, in its own words where it has any. */
function withoutJson(status: number, text: string, contentType: string): string {
  if (isWebPage(contentType, text))
    return `Prometheus answered ${status} with a web page, as a sign-in or a proxy does; is PROMETHEUS_URL right?`;
  const said = short(text).trim();
  if (said === '') return `Prometheus answered ${status} without a word; is PROMETHEUS_URL right?`;
  return `Prometheus answered ${status}: “${said}”${hintFor(status, said) || '; is PROMETHEUS_URL right?'}`;
}

/** Mimir, Cortex and Loki answer `no org id` where the header with the tenant is missing. */
function hintFor(status: number, said: string): string {
  if (/no org id|x-scope-orgid/i.test(said))
    return '; it wants to know the tenant: set X-Scope-OrgID in PROMETHEUS_HEADERS';
  return status === 401 || status === 403 ? '; a header it accepts goes into PROMETHEUS_HEADERS' : '';
}

/** Notes about the query itself (`PromQL info: metric might not be a counter`) take nothing away from the value. */
const missingData =
  /partial|unavailable|unreachable|timed? ?out|truncat|skipp|missing|failed|fetch|incomplete/i;

function partialIn({ warnings, infos }: Record<string, unknown>): string | undefined {
  const told = [...textsIn(warnings), ...textsIn(infos).filter((one) => missingData.test(one))];
  const [first] = told;
  if (first === undefined) return undefined;
  const more = told.length > 1 ? ` and ${told.length - 1} more` : '';
  return `the answer is partial: ${short(first)}${more}`;
}

function textsIn(list: unknown): string[] {
  return Array.isArray(list)
    ? list.filter((one): one is string => typeof one === 'string' && one !== '')
    : [];
}

function resultOf(type: unknown, result: unknown, spread: Spread | undefined): Outcome {
  if (type === 'scalar') return sampleOf(result);
  if (type !== 'vector')
    return { problem: `Prometheus answered a ${short(type)}; the query must give one number at one time` };
  if (!Array.isArray(result)) return { problem: 'Prometheus answered a vector that is no list' };
  if (result.length === 0) return { problem: 'no data' };
  if (spread?.by !== undefined) return worstOf(result, { by: spread.by, better: spread.better });
  if (result.length > 1) {
    return {
      problem: `the query gives ${result.length} series; it must give exactly one: sum or average them, or name the label under \`by\``,
    };
  }
  const series: unknown = result[0];
  if (isObject(series) && series.histogram !== undefined) {
    return { problem: 'the query gives a histogram; take histogram_quantile of it' };
  }
  return sampleOf(isObject(series) ? series.value : undefined);
}

/** The worst of several series. One that can't be read makes the whole unknown: it may be the worst. */
function worstOf(result: unknown[], { by, better }: { by: string; better: 'lower' | 'higher' }): Outcome {
  if (result.length > mostSeries)
    return {
      problem: `the query gives ${result.length} series by ${by}; more than ${mostSeries} are not read`,
    };
  const read: { is: string; value: number }[] = [];
  for (const series of result) {
    const metric = isObject(series) && isObject(series.metric) ? series.metric : {};
    const is = Object.hasOwn(metric, by) ? short(metric[by]).slice(0, 60) : '';
    const outcome = sampleOf(isObject(series) ? series.value : undefined);
    if ('problem' in outcome) return { problem: `${by} ${is || 'without a name'}: ${outcome.problem}` };
    read.push({ is, value: outcome.value });
  }
  const bad = (one: number, other: number) => (better === 'lower' ? other - one : one - other);
  read.sort((a, b) => bad(a.value, b.value));
  const [worst, best] = [read[0], read.at(-1)];
  if (worst === undefined || best === undefined) return { problem: 'no data' };
  if (read.length === 1) return { value: worst.value };
  return { value: worst.value, worst: { label: by, is: worst.is, best: best.value, of: read.length } };
}

/** @param sample `[unix seconds, "text"]` */
function sampleOf(sample: unknown): Outcome {
  const text: unknown = Array.isArray(sample) ? sample[1] : undefined;
  if (typeof text !== 'string' || text.trim() === '')
    return { problem: 'Prometheus answered a sample without a value' };
  if (text === 'NaN') return { problem: 'the value is NaN, as where nothing was counted' };
  if (/^[+-]?Inf$/.test(text)) return { problem: `the value is ${text}, as after a division by zero` };
  const value = Number(text);
  return Number.isFinite(value) ? { value } : { problem: `the value "${short(text)}" is no number` };
}

function errorOf(body: Record<string, unknown>): string {
  return [body.errorType, body.error]
    .filter((part) => typeof part === 'string' && part !== '')
    .map(short)
    .join(': ');
}

/** Foreign text in a sentence of ours. */
export function short(value: unknown): string {
  return String(value)
    .replace(/[\p{Cc}\p{Bidi_Control}]+/gu, ' ')
    .slice(0, 200);
}
