import type { MayCall } from '../domain/runbooks/runbook.ts';
import { insideBehind, type Resolve } from '../http/private.ts';
import { impossible } from './errors.ts';

/**
 * Refuses a call whose public name leads into the own network.
 * @throws DeliveryError when the organization does not say that it may
 */
export async function refusePrivate(
  url: URL,
  around: { allowed: readonly MayCall[] | undefined; resolve?: Resolve | undefined },
): Promise<void> {
  const inside = await insideBehind(url, around);
  if (inside === undefined) return;
  throw impossible(
    'action_private',
    `${url.hostname} leads to ${inside}, an address of the own network, so nothing was called. If that is meant, write it under \`mayCall\` in organization.yaml with \`private: true\`.`,
  );
}
