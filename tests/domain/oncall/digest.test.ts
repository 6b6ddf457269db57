import { describe, expect, it } from 'vitest';
import { lastDue } from '../../../src/domain/oncall/digest.ts';

const at = (text: string) => Date.parse(text);
const berlin = { at: '09:00', zone: 'Europe/Berlin' };

describe('when a digest falls due', () => {
  it.each([
    ['in winter', '2026-01-15T08:00:00Z', '2026-01-15', '2026-01-15T08:00:00Z'],
    ['a moment before', '2026-01-15T07:59:59Z', '2026-01-14', '2026-01-14T08:00:00Z'],
    ['in summer', '2026-07-15T07:30:00Z', '2026-07-15', '2026-07-15T07:00:00Z'],
    ['on the day the clocks go forward', '2026-03-29T07:00:00Z', '2026-03-29', '2026-03-29T07:00:00Z'],
    ['on the day they go back', '2026-10-25T08:00:00Z', '2026-10-25', '2026-10-25T08:00:00Z'],
  ])('%s', (_, now, day, due) => {
    expect(lastDue(berlin, at(now))).toEqual({ day, at: at(due) });
  });

  it('at a time that a day leaves out, it comes after the change, once', () => {
    const digest = { at: '02:30', zone: 'Europe/Berlin' };
    expect(lastDue(digest, at('2026-03-29T01:29:00Z'))?.day).toBe('2026-03-28');
    expect(lastDue(digest, at('2026-03-29T01:30:00Z'))?.day).toBe('2026-03-29');
  });

  it('at a time that comes twice, it is of that day both times', () => {
    const digest = { at: '02:30', zone: 'Europe/Berlin' };
    const [first, second] = ['2026-10-25T00:30:00Z', '2026-10-25T01:30:00Z'].map((now) =>
      lastDue(digest, at(now)),
    );
    expect(first).toEqual({ day: '2026-10-25', at: at('2026-10-25T00:30:00Z') });
    expect(second).toEqual(first);
  });

  it('only on its days', () => {
    const weekdaysOnly = {
      ...berlin,
      days: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday'] as const,
    };
    const digest = { ...weekdaysOnly, days: [...weekdaysOnly.days] };
    // Saturday morning: that of Friday was the last. Sunday evening: none of the last two days.
    expect(lastDue(digest, at('2026-01-17T09:00:00Z'))?.day).toBe('2026-01-16');
    expect(lastDue(digest, at('2026-01-18T20:00:00Z'))).toBeUndefined();
  });
});
