import type { OnStage } from '../context.ts';
import type { Json } from '../state.ts';
import { milliseconds } from './duration.ts';
import { readingAt } from './readings.ts';
import type { Scenario } from './scenario.ts';
import { trafficAt, versionsIn } from './traffic.ts';
import { currentScenario } from './world.ts';

/**
 * A Prometheus query API over the simulated readings: `metric`, `metric{label="value"}`, and `sum by (label)
 * (rate(metric{…}[10m]))` of traffic; of other expressions it knows only which metric they begin with. Source: prometheus/prometheus docs/querying/api.md.
 */
export interface PrometheusAnswer {
  status: number;
  body: Json;
}

const maxPoints = 11_000;
const labelPair = /^\s*([a-zA-Z_]\w*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)/;

interface Series {
  metric: Record<string, string>;
  /** Undefined when there is no sample of that moment. */
  at(ms: number): number | undefined;
}

export function instantQuery(ctx: OnStage, params: Json): PrometheusAnswer {
  const series = seriesOf(ctx, String(params.query ?? ''));
  if (!series) return badData('query', String(params.query ?? ''));
  const at = params.time === undefined ? ctx.now() : momentOf(String(params.time));
  if (Number.isNaN(at)) return badData('time', String(params.time));
  return success(
    'vector',
    series.flatMap((s) => {
      const value = s.at(at);
      return value === undefined ? [] : [{ metric: s.metric, value: [at / 1000, String(value)] }];
    }),
  );
}

export function rangeQuery(ctx: OnStage, params: Json): PrometheusAnswer {
  const series = seriesOf(ctx, String(params.query ?? ''));
  if (!series) return badData('query', String(params.query ?? ''));
  const start = momentOf(String(params.start ?? ''));
  const end = momentOf(String(params.end ?? ''));
  const step = stepOf(String(params.step ?? ''));
  if (Number.isNaN(start)) return badData('start', String(params.start ?? ''));
  if (Number.isNaN(end) || end < start) return badData('end', String(params.end ?? ''));
  if (!(step > 0)) return badData('step', String(params.step ?? ''));
  if ((end - start) / step > maxPoints) {
    return failed(
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution',
    );
  }
  const moments = Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, i) => start + i * step);
  return success(
    'matrix',
    series.flatMap((s) => {
      const values = moments.flatMap((t) => {
        const value = s.at(t);
        return value === undefined ? [] : [[t / 1000, String(value)]];
      });
      return values.length === 0 ? [] : [{ metric: s.metric, values }];
    }),
  );
}

/** The series a selector means; an unknown metric or label means none, a syntax error means undefined. */
function seriesOf(ctx: OnStage, query: string): Series[] | undefined {
  const summed = sumBy.exec(query);
  if (summed)
    return trafficOf(ctx, { label: summed[1] ?? '', metric: summed[2] ?? '', inside: summed[3] ?? '' });
  const [, name, inside] = /^\s*([a-zA-Z_:][\w:]*)\s*(?:\{(.*)\})?\s*$/s.exec(query) ?? [];
  const wanted = name ? matchers(inside ?? '') : undefined;
  if (!name || !wanted) return expressionOf(ctx, query);
  const { scenario, onStage } = asked(ctx, systemIn(wanted));
  const at = valuesOf(ctx, scenario, { metric: name, onStage });
  if (!at || !isOf(scenario, wanted)) return [];
  return [{ metric: { __name__: name, system: scenario.system }, at }];
}

/** Labels that name the system: of our own metrics, of OpenTelemetry's in Prometheus, and of LiteLLM's. */
const naming = ['system', 'job', 'team_alias'];

function systemIn(wanted: [string, string][]): string | undefined {
  return wanted.find(([label]) => naming.includes(label))?.[1];
}

function isOf({ system }: Scenario, wanted: [string, string][]): boolean {
  return wanted.every(([label, value]) => (naming.includes(label) ? system : '') === value);
}

const selectors = /([a-zA-Z_:][\w:]*)\s*\{([^{}]*)\}/g;
const equalities = /\w+\s*=\s*"((?:[^"\\]|\\.)*)"/g;
const wellFormed = /^\s*(?:\w+\s*(?:=~|!~|!=|=)\s*"(?:[^"\\]|\\.)*"\s*(?:,\s*|$))*$/;
const grouped = /\bby\s*\(\s*(?!le\b)(\w+)\s*\)/;

/**
 * Any other expression reads as the first metric in it that the scenario measures, of the system that a label names:
 * a share of two counters is told by the name of the first, or of both where the first is asked in several ways. Beside an `offset` it is that reading over the one so long
 * ago. Nothing else is calculated here.
 */
function expressionOf(ctx: OnStage, query: string): Series[] | undefined {
  const named = [...query.matchAll(selectors)].map(([, name = '', inside = '']) => ({ name, inside }));
  if (named.length === 0 || !named.every(({ inside }) => wellFormed.test(inside))) return undefined;
  if (query.split('(').length !== query.split(')').length) return undefined;
  const values = named.flatMap(({ inside }) => [...inside.matchAll(equalities)].map(([, value]) => value));
  const system = values.find((value) => ctx.scenarios.some((one) => one.system === value));
  if (system === undefined) return [];
  const { scenario, onStage } = asked(ctx, system);
  if (scenario.system !== system) return [];
  const names = [
    ...new Set(named.filter(({ inside }) => !inside.includes(unplayed)).map(({ name }) => name)),
  ];
  const [at] = [names.slice(0, 2).join(' / '), ...names].flatMap(
    (metric) => valuesOf(ctx, scenario, { metric, onStage }) ?? [],
  );
  const by = grouped.exec(query)?.[1];
  return at ? [{ metric: by === undefined ? {} : { [by]: 'all' }, at: besidePast(at, query) }] : [];
}

/** Scenarios tell how much models write, and the same metric would stand for what they read. */
const unplayed = 'gen_ai_token_type="input"';

function besidePast(at: Series['at'], query: string): Series['at'] {
  const [, amount, unit] = /\/[^/]*\boffset\s+(\d+)([smhdw])\b/.exec(query) ?? [];
  if (amount === undefined) return at;
  const ago = unit === 'w' ? milliseconds(`${7 * Number(amount)}d`) : milliseconds(`${amount}${unit}`);
  return (ms) => {
    const [now, then] = [at(ms), at(ms - ago)];
    return now === undefined || then === undefined ? undefined : now / then;
  };
}

const sumBy =
  /^\s*sum\s+by\s*\(\s*(\w+)\s*\)\s*\(\s*rate\s*\(\s*([a-zA-Z_:][\w:]*)\s*(?:\{(.*)\})?\s*\[\w+\]\s*\)\s*\)\s*$/s;

/** One series for each version that answers at some time; of a version that does not just then it is zero. */
function trafficOf(
  ctx: OnStage,
  { label, metric, inside }: { label: string; metric: string; inside: string },
): Series[] | undefined {
  const wanted = matchers(inside);
  if (!wanted) return undefined;
  const { scenario, onStage } = asked(ctx, systemIn(wanted));
  const spec = scenario.traffic.find((one) => one.metric === metric && one.label === label);
  if (!spec || !isOf(scenario, wanted)) return [];
  return versionsIn(ctx, scenario, spec).map((version) => ({
    metric: { [label]: version },
    at: (ms) => perSecond * trafficAt(ctx, scenario, { spec, version, onStage, at: ms }),
  }));
}

/** Requests a second; only shares of it are looked at. */
const perSecond = 12;

/** The scenario of the system asked for. One that is not on stage has no trouble: all it measures is normal. */
function asked(ctx: OnStage, system: string | undefined): { scenario: Scenario; onStage: boolean } {
  const current = currentScenario(ctx);
  const other = ctx.scenarios.find((one) => one.system === system);
  return system === current.system || other === undefined
    ? { scenario: current, onStage: true }
    : { scenario: other, onStage: false };
}

/** What a metric reads over time; undefined when the system does not measure it. */
function valuesOf(
  ctx: OnStage,
  scenario: Scenario,
  { metric, onStage }: { metric: string; onStage: boolean },
): Series['at'] | undefined {
  const steady = Object.hasOwn(scenario.steady, metric) ? scenario.steady[metric] : undefined;
  if (steady !== undefined) return () => steady;
  const [signal, spec] = Object.entries(scenario.signals).find(([, one]) => one.metric === metric) ?? [];
  if (signal === undefined || spec === undefined) return undefined;
  return onStage ? (ms) => readingAt(scenario, ctx.state.world, { signal, at: ms }) : () => spec.normal;
}

function matchers(inside: string): [string, string][] | undefined {
  const pairs: [string, string][] = [];
  let rest = inside.trim();
  while (rest !== '') {
    const [whole, label, value] = labelPair.exec(rest) ?? [];
    if (whole === undefined || label === undefined || value === undefined) return undefined;
    pairs.push([label, value.replaceAll(/\\(.)/g, '$1')]);
    rest = rest.slice(whole.length).trim();
  }
  return pairs;
}

/** Milliseconds of Unix seconds or of an RFC 3339 time. */
function momentOf(text: string): number {
  if (text === '') return Number.NaN;
  const seconds = Number(text);
  return Number.isNaN(seconds) ? Date.parse(text) : Math.round(seconds * 1000);
}

function stepOf(text: string): number {
  const seconds = Number(text);
  if (text !== '' && !Number.isNaN(seconds)) return seconds * 1000;
  try {
    return milliseconds(text);
  } catch {
    return Number.NaN;
  }
}

function success(resultType: string, result: unknown[]): PrometheusAnswer {
  return { status: 200, body: { status: 'success', data: { resultType, result } } };
}

function badData(parameter: string, value: string): PrometheusAnswer {
  const reason = parameter === 'query' ? 'parse error' : 'cannot parse';
  return failed(`invalid parameter "${parameter}": ${reason}: "${value}"`);
}

function failed(error: string): PrometheusAnswer {
  return { status: 400, body: { status: 'error', errorType: 'bad_data', error } };
}
