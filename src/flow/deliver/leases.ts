import { type Duration, second } from '../../domain/time.ts';
import { DeliveryError } from '../../errors.ts';

/** The right to send what was taken, which ends when this process was away for too long. */
export interface Lease {
  /** Asked right before each call to the outside. Throws a DeliveryError when others may have taken it meanwhile. */
  check(): void;
}

/** The code of an error that says so. */
export const leaseOver = 'lease_over';

export interface Leases {
  /** For what is taken from now on; undefined while nothing may be taken. */
  begin(): Lease | undefined;
}

/** Where nobody else can serve, what was taken stays taken. */
export const noLeases: Leases = { begin: () => ({ check: () => undefined }) };

export interface KeptLeases extends Leases {
  /**
   * Renews all leases.
   * @param renew asks the records; false when the leases were over by then
   */
  keep(renew: () => Promise<boolean>): Promise<void>;
  /** Nothing may be taken until they are renewed again. */
  lose(): void;
}

/**
 * Keeps account of the leases by a clock of this process, which measures how long it was away. It counts from before
 * the records were asked, so it ends earlier than the lease in the records does.
 * @param options.elapsed milliseconds since some moment; it goes on while the process is stopped
 * @param options.lasts milliseconds from a renewal to the end
 */
export function createLeases({ elapsed, lasts }: { elapsed(): number; lasts: Duration }): KeptLeases {
  let until = 0;
  /** Counts the times they ended: what was taken before the last one stays lost. */
  let losses = 0;

  function lose(): void {
    until = 0;
    losses += 1;
  }

  return {
    lose,
    async keep(renew) {
      const asked = elapsed();
      if (asked >= until) lose();
      if (await renew()) until = asked + lasts;
      else lose();
    },
    begin() {
      const [lost, begun] = [losses, elapsed()];
      if (begun >= until) return undefined;
      return {
        check() {
          if (losses !== lost || elapsed() >= Math.max(until, begun + lasts)) throw over();
        },
      };
    },
  };
}

/** No attempt was made: it comes back as what waits for its turn does, unless somebody else has it by then. */
function over(): DeliveryError {
  const message = 'This process was away for too long, and another one may have taken over.';
  return new DeliveryError(message, {
    retry: true,
    throttled: true,
    code: leaseOver,
    afterMs: 2 * second,
  });
}
