import { describe, expect, it } from 'vitest';
import { second } from '../../src/domain/time.ts';
import { DeliveryError } from '../../src/errors.ts';
import { createLeases, type Lease, leaseOver, noLeases } from '../../src/flow/deliver/leases.ts';

const lasts = 6 * second;

/** The leases of a process that was just started, and its clock. */
function starting() {
  let elapsed = 0;
  const leases = createLeases({ elapsed: () => elapsed, lasts });
  return {
    leases,
    passes(ms: number) {
      elapsed += ms;
    },
    /** It asks the records, which answer after a while. */
    renews: (answer = true, takes = 0) =>
      leases.keep(async () => {
        elapsed += takes;
        return answer;
      }),
  };
}

const holds = (lease: Lease | undefined) => {
  try {
    lease?.check();
    return lease !== undefined;
  } catch (error) {
    expect(error).toBeInstanceOf(DeliveryError);
    expect(error).toMatchObject({ retry: true, throttled: true, code: leaseOver, afterMs: 2 * second });
    return false;
  }
};

describe('the right to send what was taken', () => {
  it('begins with the first renewal', async () => {
    const { leases, renews } = starting();
    expect(leases.begin()).toBeUndefined();
    await renews();
    expect(holds(leases.begin())).toBe(true);
  });

  it('does not begin where the records refuse it', async () => {
    const { leases, renews } = starting();
    await renews(false);
    expect(leases.begin()).toBeUndefined();
  });

  it.each([
    [lasts - 1, true],
    [lasts, false],
  ])('after %i ms without a renewal: %s', async (ms, still) => {
    const { leases, passes, renews } = starting();
    await renews();
    const lease = leases.begin();
    passes(ms);
    expect(leases.begin() !== undefined).toBe(still);
    expect(holds(lease)).toBe(still);
  });

  it('counts from before the records were asked', async () => {
    const { leases, passes, renews } = starting();
    await renews(true, 2 * second);
    passes(4 * second - 1);
    expect(holds(leases.begin())).toBe(true);
    passes(1);
    expect(leases.begin()).toBeUndefined();
  });

  it('lasts for all of its time, though it began shortly before the renewal was due', async () => {
    const { leases, passes, renews } = starting();
    await renews();
    passes(lasts - 1);
    const lease = leases.begin();
    passes(lasts - 1);
    expect(holds(lease)).toBe(true);
    passes(1);
    expect(holds(lease)).toBe(false);
  });

  it('goes on with each renewal', async () => {
    const { leases, passes, renews } = starting();
    await renews();
    const lease = leases.begin();
    for (let n = 0; n < 5; n++) {
      passes(lasts - 1);
      await renews();
    }
    expect(holds(lease)).toBe(true);
  });

  it.each([
    ['it was away until the leases were over', lasts, true],
    ['the records say that they were over', 1, false],
  ])('is lost for good once %s, and what is taken afterwards has a new one', async (_, away, answer) => {
    const { leases, passes, renews } = starting();
    await renews();
    const lease = leases.begin();
    passes(away);
    await renews(answer);
    await renews();
    expect(holds(lease)).toBe(false);
    expect(holds(leases.begin())).toBe(true);
  });

  it('is lost at once where that is said', async () => {
    const { leases, renews } = starting();
    await renews();
    const lease = leases.begin();
    leases.lose();
    expect(holds(lease)).toBe(false);
    expect(leases.begin()).toBeUndefined();
  });

  it('never ends where nobody else can serve', () => {
    expect(holds(noLeases.begin())).toBe(true);
  });
});
