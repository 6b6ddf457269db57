import { addressIn, insideBehind, type Resolve } from '../../http/private.ts';
import { insideFinding } from '../../library/lint/calls.ts';
import type { Outgoing } from '../../library/outgoing.ts';
import type { Check, Files } from './check.ts';
import type { Patience } from './patience.ts';
import { checkOf } from './runbooks.ts';

/**
 * Does any address of the files lead where airb refuses to call it? Names are looked up, and nothing is called. What has a
 * look of its own says it there, and what the files show without one is a finding already.
 */
export async function checkAddresses({
  files: { library, outgoing },
  waiting,
  resolve,
}: {
  files: { library: Files; outgoing: readonly Outgoing[] };
  waiting: Pick<Patience, 'over'>;
  /** The system's resolver when left out. */
  resolve?: Resolve;
}): Promise<Check[]> {
  const allowed = library?.organization.mayCall;
  const asked = new Set(outgoing.filter(({ isAsked }) => isAsked).map(({ url }) => url.hostname));
  const unasked = outgoing.filter(({ url }) => !asked.has(url.hostname) && addressIn(url) === undefined);
  const found = await Promise.all(
    unasked.map(async (one): Promise<Check[]> => {
      // A name that nobody tells in time is told by whatever calls it.
      const inside = await Promise.race([insideBehind(one.url, { allowed, resolve }), waiting.over]);
      return inside ? [{ ...checkOf(insideFinding(one, inside)), state: 'broken' }] : [];
    }),
  );
  return found.flat();
}
