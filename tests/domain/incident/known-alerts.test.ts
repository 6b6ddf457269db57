import { describe, expect, it } from 'vitest';
import type { KnownAlert } from '../../../src/domain/incident/known-alert.ts';
import { alertIn, withChanged, withOneMore } from '../../../src/domain/incident/known-alerts.ts';
import { refusalAlert } from '../../support/worked-example.ts';

const known = (fingerprint: string, times = 1): KnownAlert => ({
  alert: { ...refusalAlert, fingerprint },
  times,
  resolved: false,
});
const key = (fingerprint: string, source = refusalAlert.source) => ({ source, fingerprint });

describe('the alerts of an incident', () => {
  const two = withOneMore(withOneMore([], known('a')), known('b'));

  it('are found by source and fingerprint, whatever list they were read from', () => {
    expect(alertIn(two, key('b'))).toBe(two[1]);
    expect(alertIn([known('x'), known('y')], key('y'))?.alert.fingerprint).toBe('y');
    expect(alertIn(two, key('c'))).toBeUndefined();
    expect(alertIn(two, key('a', 'another source'))).toBeUndefined();
  });

  it('change in place; one that is not there changes nothing', () => {
    const changed = withChanged(two, key('a'), (one) => ({ ...one, times: 5 }));
    expect(changed.map(({ times }) => times)).toEqual([5, 1]);
    expect(two.map(({ times }) => times)).toEqual([1, 1]);
    expect(alertIn(changed, key('a'))?.times).toBe(5);
    expect(withChanged(two, key('c'), () => known('d'))).toBe(two);
  });

  it('are those of their own list when two lists grow from the same one', () => {
    const [left, right] = [withOneMore(two, known('left')), withOneMore(two, known('right'))];
    const farther = withOneMore(right, known('left', 7));
    expect(alertIn(left, key('left'))?.times).toBe(1);
    expect(alertIn(left, key('right'))).toBeUndefined();
    expect(alertIn(right, key('left'))).toBeUndefined();
    expect(alertIn(farther, key('left'))?.times).toBe(7);
    expect(alertIn(two, key('left'))).toBeUndefined();
    expect(withChanged(left, key('left'), (one) => ({ ...one, times: 2 })).map(({ times }) => times)).toEqual(
      [1, 1, 2],
    );
  });
});
