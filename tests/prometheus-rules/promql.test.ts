import { describe, expect, it } from 'vitest';
import { readQuery } from '../../src/prometheus-rules/promql.ts';
import { prometheusIsThere } from '../support/prometheus-programs.ts';
import { checkRules } from '../support/promtool.ts';

/** Queries as people write them into a system file, right and wrong, with what is said of the wrong ones. */
const refused: [query: string, problem: string][] = [
  ['rate(a)', 'rate() takes a range of samples and gets an instant vector'],
  ['sum(rate(a[5m])', 'the query lacks a )'],
  ['histogram_quantile(a, 0.95)', 'histogram_quantile() takes a number and gets an instant vector'],
  ['histogram_quantile(0.95)', 'histogram_quantile() takes 2 arguments and gets 1'],
  ['sum(a[5m])', 'sum takes an instant vector and gets a range of samples'],
  ['sum(a, b)', 'sum takes 1 arguments and gets 2'],
  ['topk(a)', 'topk takes 2 arguments and gets 1'],
  ['topk(a, b)', 'topk takes a number and gets an instant vector'],
  ['a and 1', 'and takes instant vectors and gets a number'],
  ['a / "b"', '/ takes numbers and instant vectors and gets a text'],
  ['a[5m] / b', '/ takes numbers and instant vectors and gets a range of samples'],
  ['scalar(a) > 1', '> between two numbers needs bool'],
  ['scalar(a) / on (x) b', 'on, ignoring and group match instant vectors, not numbers'],
  ['{}', 'a selector needs a name, or a label that must be there'],
  ['{a=~".*"}', 'a selector needs a name, or a label that must be there'],
  ['{a!="b"}', 'a selector needs a name, or a label that must be there'],
  ['a{b=~"("}', 'the pattern ( is none'],
  ['a{b=~"(?!x)y"}', 'the pattern (?!x)y looks around, which Prometheus does not'],
  ['a b', "the query can't be read at `b`"],
  ['a{b=c}', "the query can't be read at `c}`"],
  ['rate(a[5x])', "the query can't be read at `x])`"],
  ['sums(a)', "the query can't be read at `(a)`"],
  ['a[5m:1m]', 'the query gives a range of samples; take rate() or avg_over_time() of it'],
  ['label_replace(a, "b", "c", "d")', 'label_replace() takes 5 arguments and gets 4'],
  ['-"x"', 'a sign takes numbers and instant vectors and gets a text'],
  ['"x"', 'the query gives a text'],
];

const taken = [
  'sum(rate(a{b="c"}[5m])) by (x) / on (x) group_left (y) sum by (x, y) (rate(d[5m]))',
  'histogram_quantile(0.95, sum by (le) (rate(a_bucket{system="s"}[10m])))',
  'avg_over_time((a > bool 1)[1h:5m] offset 1d) or vector(0)',
  'label_join(a, "x", ",", "y", "z") unless ignoring (x) b',
  'max_over_time(a[1h] @ end()) - -b ^ 2',
  'count_values("v", a) and day_of_week() < 6',
  'round(a) + round(b, 0.1) + time() * pi()',
  '{__name__=~"a|b", c!~"d.+"}',
  'a{b=~"(?i)x\\\\d+"}',
  'quantile by (x) (0.9, a) / scalar(b) > 1',
  'absent(a{b="c"}) or 1 - clamp(a, 0, 1)',
];

describe('a query Prometheus would refuse', () => {
  it.each(refused)('%s is refused here, with why', (query, problem) => {
    expect(readQuery(query)).toEqual({ problem });
  });

  it.each(taken)('is not %s', (query) => {
    expect(readQuery(query)).toEqual({ query });
  });
});

/** As it stands in the rules made of it: where exactly one instant vector is expected. */
const ruleWith = (query: string) =>
  JSON.stringify({
    groups: [
      { name: 'g', rules: [{ record: 'r', expr: `count((${query})) or vector(scalar((${query})))` }] },
    ],
  });

describe.skipIf(!prometheusIsThere())('promtool agrees', () => {
  it.each(refused)('that %s can not be used', (query) => {
    expect(checkRules(ruleWith(query))).toMatchObject({ ok: false });
  });

  it.each(taken)('that %s can', (query) => {
    expect(checkRules(ruleWith(query))).toMatchObject({ ok: true });
  });
});
