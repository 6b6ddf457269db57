import { describe, expect, it } from 'vitest';
import { withEnough } from '../../../src/domain/response/volume.ts';
import type { SignalSpec } from '../../../src/domain/runbooks/runbook.ts';

const spec = (name: string, more: Partial<SignalSpec> = {}): SignalSpec => ({
  name,
  title: name === 'requests' ? 'Requests' : name,
  query: name,
  unit: 'count',
  better: 'lower',
  ...more,
});
const signals = [spec('refusals', { volume: { signal: 'requests', atLeast: 20 } }), spec('requests')];
const read = (requests: number | undefined) =>
  withEnough(signals, [
    { signal: 'refusals', at: 0, value: 0.5 },
    { signal: 'requests', at: 0, ...(requests === undefined ? { problem: 'no data' } : { value: requests }) },
  ])[0];

describe('a value that rests on too little', () => {
  it('is not measured: one refusal of two answers is not half of them', () => {
    expect(read(2)).toEqual({
      signal: 'refusals',
      at: 0,
      problem: 'too little to measure: Requests 2, and it takes 20',
    });
  });

  it('stands with enough, and where nobody counted', () => {
    expect(read(20)).toMatchObject({ value: 0.5 });
    expect(read(undefined)).toMatchObject({ value: 0.5 });
  });
});
