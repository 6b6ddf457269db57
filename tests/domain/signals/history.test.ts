import { describe, expect, it } from 'vitest';
import { lastSpell, stretchSince } from '../../../src/domain/signals/history.ts';
import { minute, second } from '../../../src/domain/time.ts';
import { at } from '../../support/worked-example.ts';

const of = (...values: (number | null)[]) => ({
  signal: 'refusals',
  from: at('14:00'),
  step: minute,
  values,
});
const out = (value: number) => value > 0.06;

describe('the stretch that shows what was before', () => {
  it('goes back an hour from the start, in steps of the usual scrape', () => {
    const { from, to, step } = stretchSince(at('14:00'), at('14:10'));
    expect(to).toBe(at('14:10'));
    expect(from).toBeGreaterThanOrEqual(at('13:00'));
    expect(step % (15 * second)).toBe(0);
    expect((to - from) / step).toBeLessThanOrEqual(120);
  });

  it('stays small when an incident lasts for days', () => {
    const { from, to, step } = stretchSince(at('14:00'), at('14:00') + 72 * 60 * minute);
    expect((to - from) / step).toBeLessThanOrEqual(120);
  });
});

describe('when a signal was out of range', () => {
  it('begins with the first bad sample and ends with the first good one', () => {
    expect(lastSpell(of(0.04, 0.2, 0.2, 0.04), out)).toEqual({
      from: at('14:01'),
      to: at('14:03'),
      seenToBegin: true,
    });
  });

  it('goes on where the last sample is bad, over samples that are missing', () => {
    expect(lastSpell(of(0.04, 0.2, null, 0.2), out)).toEqual({ from: at('14:01'), seenToBegin: true });
  });

  it('may have begun earlier than anybody looked', () => {
    expect(lastSpell(of(0.2, 0.2), out)).toEqual({ from: at('14:00'), seenToBegin: false });
  });

  it('is one spell where the signal swings about its limit, and two where it came back for long', () => {
    const swings = of(0.04, 0.2, 0.05, 0.2, 0.2);
    expect(lastSpell(swings, out, 5 * minute)?.from).toBe(at('14:01'));
    const back = of(0.2, 0.04, 0.04, 0.04, 0.04, 0.04, 0.04, 0.2);
    expect(lastSpell(back, out, 5 * minute)?.from).toBe(at('14:07'));
  });

  it('never was where all is well, or nothing was measured', () => {
    expect(lastSpell(of(0.04, 0.05), out)).toBeUndefined();
    expect(lastSpell(of(null, null), out)).toBeUndefined();
  });
});
