import { describe, expect, it } from 'vitest';
import { offNormal, signalsOff } from '../../src/domain/response/verdict.ts';
import type { SignalSpec } from '../../src/domain/runbooks/runbook.ts';

const spec = (
  name: string,
  baseline: number,
  better: 'lower' | 'higher',
  unit: 'ratio' | 'count' = 'ratio',
) => ({ name, title: name, query: name, unit, baseline, better }) satisfies SignalSpec;
const refusals = spec('refusals', 0.04, 'lower');
const found = spec('found', 0.93, 'higher');

describe('how far a signal is off its normal', () => {
  it('is told in multiples of normal, and below zero where it is better', () => {
    expect(offNormal(refusals, 0.19)).toBeCloseTo(3.75);
    expect(offNormal(refusals, 0.02)).toBeLessThan(0);
  });

  it('sees a ratio near one from its other side: not found went from 7 % to 22 %', () => {
    expect(offNormal(found, 0.78)).toBeCloseTo(2.14, 2);
    expect(offNormal(found, 0.9)).toBeCloseTo(0.03, 2);
  });

  it('counts anything where nothing is normal', () => {
    expect(offNormal(spec('unapproved', 0, 'lower', 'count'), 6)).toBe(6);
    expect(offNormal(spec('unapproved', 0, 'lower', 'count'), 0)).toBe(0);
  });

  it('lists the farthest first, and never what is better than normal', () => {
    const plan = { signals: [found, refusals, spec('tokens', 0.5, 'lower')] };
    const readings = [
      { signal: 'found', at: 0, value: 0.78 },
      { signal: 'refusals', at: 0, value: 0.19 },
      { signal: 'tokens', at: 0, value: 0.3 },
    ];
    expect(signalsOff(plan, readings).map(({ signal }) => signal)).toEqual(['refusals', 'found']);
  });
});
