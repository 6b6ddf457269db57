import { describe, expect, it } from 'vitest';
import { createTurns } from '../../../src/chat/kit/turns.ts';

const slow = { burst: 2, perMs: 1 / 1000 };
const wide = { burst: 100, perMs: 1 };

describe('a token bucket', () => {
  it('gives what is in it at once, and then as it fills', () => {
    const buckets = createTurns();
    const take = (now: number) => buckets.take([['posts', slow]], now);
    expect([take(0), take(0), take(0)]).toEqual([0, 0, 1000]);
    expect(take(400)).toBe(600);
    expect(take(1000)).toBe(0);
  });

  it('takes from all that are wanted, or from none', () => {
    const buckets = createTurns();
    buckets.take([['posts', slow]], 0);
    buckets.take([['posts', slow]], 0);
    const both = [
      ['posts', slow],
      ['all', { burst: 1, perMs: 1 / 1000 }],
    ] as const;
    expect(buckets.take(both, 0)).toBe(1000);
    expect(buckets.take([both[1]], 0)).toBe(0);
  });

  it('gives nothing while it is paused, and the longest wait counts', () => {
    const buckets = createTurns();
    buckets.pause('posts', 5000);
    expect(buckets.take([['posts', slow]], 0)).toBe(5000);
    expect(
      buckets.take(
        [
          ['all', wide],
          ['posts', slow],
        ],
        2000,
      ),
    ).toBe(3000);
    expect(buckets.take([['posts', slow]], 5000)).toBe(0);
  });

  it('does not fill when the clock goes back, nor above its size', () => {
    const buckets = createTurns();
    const take = (now: number) => buckets.take([['posts', slow]], now);
    take(10_000);
    take(10_000);
    expect(take(0)).toBeGreaterThan(0);
    expect([take(900_000), take(900_000), take(900_000)]).toEqual([0, 0, 1000]);
  });
});
