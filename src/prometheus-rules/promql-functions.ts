export type PromqlType = 'scalar' | 'vector' | 'matrix' | 'string';

export interface Signature {
  takes: PromqlType[];
  /** How many of them must be given. */
  least: number;
  /** True when the last may be repeated. */
  more: boolean;
  gives: PromqlType;
}

/**
 * Arguments by function, from promql/parser/functions.go of Prometheus: `v` instant vector, `m` range, `s` number,
 * `t` text; what follows `?` may be left out, and `*` lets the last repeat.
 */
const shapes: Record<string, string> = {
  v: 'abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor histogram_count histogram_sum histogram_avg histogram_stddev histogram_stdvar ln log10 log2 rad sgn sin sinh sort sort_desc sqrt tan tanh timestamp',
  m: 'absent_over_time avg_over_time changes count_over_time delta deriv idelta increase irate last_over_time mad_over_time max_over_time min_over_time present_over_time rate resets stddev_over_time stdvar_over_time sum_over_time',
  '?v': 'day_of_month day_of_week day_of_year days_in_month hour minute month year',
  'v?s': 'round',
  vs: 'clamp_max clamp_min',
  vss: 'clamp',
  sv: 'histogram_quantile',
  ssv: 'histogram_fraction',
  sm: 'quantile_over_time',
  ms: 'predict_linear',
  mss: 'holt_winters double_exponential_smoothing',
  vtttt: 'label_replace',
  'vtt?t*': 'label_join',
  'v?t*': 'sort_by_label sort_by_label_desc',
};

const letters: Record<string, PromqlType> = { v: 'vector', m: 'matrix', s: 'scalar', t: 'string' };

const others: [string, string, PromqlType][] = [
  ['pi', '', 'scalar'],
  ['time', '', 'scalar'],
  ['scalar', 'v', 'scalar'],
  ['vector', 's', 'vector'],
];

const signatures = new Map<string, Signature>([
  ...Object.entries(shapes).flatMap(([shape, names]) =>
    names.split(' ').map((name): [string, Signature] => [name, signature(shape, 'vector')]),
  ),
  ...others.map(([name, shape, gives]): [string, Signature] => [name, signature(shape, gives)]),
]);

/** What a function takes and gives; undefined where it is not known here. */
export function argumentsOf(name: string): Signature | undefined {
  return signatures.get(name);
}

function signature(shape: string, gives: PromqlType): Signature {
  const needed = shape.includes('?') ? shape.indexOf('?') : shape.replace('*', '').length;
  const takes = [...shape].flatMap((letter) => letters[letter] ?? []);
  return { takes, least: needed, more: shape.endsWith('*'), gives };
}
