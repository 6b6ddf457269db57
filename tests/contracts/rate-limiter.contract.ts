import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minute, second } from '../../src/domain/time.ts';
import type { RateLimiter, Wanted } from '../../src/ports/rate-limiter.ts';

/** Limits and the time they go by. Where processes share them, the two are of two processes. */
export interface Limits {
  one: RateLimiter;
  other: RateLimiter;
  /** Moves the clock they go by, which may be that of a server. */
  later(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** So slow that what time a test takes changes nothing. */
const rate = { burst: 3, perMs: 1 / (100 * second) };
const posts: Wanted = [['posts', rate]];
const inChannel: Wanted = [
  ['posts', rate],
  ['posts C1', { burst: 1, perMs: 1 / (200 * second) }],
];
const sev1 = { rank: 0 };
const sev3 = { rank: 2 };

/** What every place must do where token buckets are kept. @param shared whether several processes take from it */
export function rateLimiterContract(name: string, make: () => Promise<Limits>, shared: boolean): void {
  describe(`token buckets ${name}`, () => {
    let limits: Limits;
    beforeEach(async () => {
      limits = await make();
    });
    afterEach(() => limits.close());

    const wait = async (wanted = posts, asking = {}, of = limits.one) => {
      const answer = await of.take(wanted, asking);
      return answer.taken ? 0 : answer.wait;
    };
    /** Real time goes on while a test asks. */
    const about = (ms: number) =>
      expect.toSatisfy((found: number) => found > ms - 20 * second && found <= ms, `about ${ms} ms`);
    const allGone = async () => {
      for (const _ of [1, 2, 3]) await limits.one.take(posts);
    };

    it('give what is in them at once, and then as they fill', async () => {
      for (const _ of [1, 2, 3]) expect(await wait()).toBe(0);
      expect(await wait()).toEqual(about(100 * second));
      await limits.later(100 * second);
      expect(await wait()).toBe(0);
      expect(await wait()).toEqual(about(100 * second));
    });

    it('are never fuller than full', async () => {
      await allGone();
      await limits.later(60 * minute);
      for (const _ of [1, 2, 3]) expect(await wait()).toBe(0);
      expect(await wait()).toEqual(about(100 * second));
    });

    it('give of all that are wanted, or of none, and say how each stands', async () => {
      expect(await wait(inChannel)).toBe(0);
      const refused = await limits.one.take(inChannel);
      expect(refused).toMatchObject({ taken: false, wait: about(200 * second) });
      expect(refused).toMatchObject({
        buckets: [
          { readyIn: 0, pausedFor: 0 },
          { readyIn: about(200 * second), pausedFor: 0 },
        ],
      });
      // The refused call has cost nothing.
      for (const _ of [1, 2]) expect(await wait()).toBe(0);
      expect(await wait()).toEqual(about(100 * second));
    });

    it('give nothing while they are paused, and a shorter pause ends no longer one', async () => {
      await limits.one.pause('posts', 300 * second);
      await limits.one.pause('posts', 60 * second);
      expect(await limits.one.take(posts)).toMatchObject({
        taken: false,
        wait: about(300 * second),
        buckets: [{ readyIn: 0, pausedFor: about(300 * second) }],
      });
      await limits.later(300 * second);
      expect(await wait()).toBe(0);
    });

    it('are apart, however like their names', async () => {
      await allGone();
      expect(await wait([['posts C1', rate]])).toBe(0);
      expect(await wait([["posts'; --", rate]])).toBe(0);
    });

    describe.skipIf(!shared)('that two processes take from', () => {
      it('give each whatever the other leaves: all of it to one alone', async () => {
        for (const from of [limits.one, limits.other, limits.one])
          expect(await wait(posts, {}, from)).toBe(0);
        expect(await wait(posts, {}, limits.other)).toEqual(about(100 * second));
        await limits.later(60 * minute);
        for (const _ of [1, 2, 3]) expect(await wait(posts, {}, limits.other)).toBe(0);
        expect(await wait(posts, {}, limits.other)).toEqual(about(100 * second));
      });

      it('give no token twice, asked by both in the same moment', async () => {
        await limits.one.take(posts);
        const both = Array.from({ length: 20 }, (_, n) =>
          wait(inChannel.slice(0, 1), {}, n % 2 ? limits.one : limits.other),
        );
        expect((await Promise.all(both)).filter((ms) => ms === 0)).toHaveLength(2);
      });

      it('keep a pause the one was told from the other as well', async () => {
        await limits.one.pause('posts', 300 * second);
        expect(await wait(posts, {}, limits.other)).toEqual(about(300 * second));
      });

      it('leave the next token to the more severe that waits elsewhere, and one more to who asks', async () => {
        await allGone();
        expect(await wait(posts, sev1, limits.one)).toEqual(about(100 * second));
        await limits.later(100 * second);
        expect(await wait(posts, sev3, limits.other)).toEqual(about(100 * second));
        expect(await wait(posts, sev1, limits.one)).toBe(0);
        await limits.later(100 * second);
        expect(await wait(posts, sev3, limits.other)).toBe(0);
      });

      it('leave it as long as one more of them waits there', async () => {
        await allGone();
        await wait(posts, sev1, limits.one);
        await limits.later(100 * second);
        expect(await wait(posts, { rank: 0, beside: 1 }, limits.one)).toBe(0);
        await limits.later(100 * second);
        expect(await wait(posts, sev3, limits.other)).toEqual(about(100 * second));
      });

      it('wait for nobody who does not come back', async () => {
        await allGone();
        await wait(posts, sev1, limits.one);
        await limits.later(110 * second);
        expect(await wait(posts, sev3, limits.other)).toBe(0);
      });

      it('hold nobody back who answers a person', async () => {
        await allGone();
        await wait(posts, sev1, limits.one);
        await limits.later(100 * second);
        expect(await wait(posts, {}, limits.other)).toBe(0);
      });
    });
  });
}
