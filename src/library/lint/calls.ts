import { notAllowed } from '../../domain/runbooks/may-call.ts';
import type { MayCall } from '../../domain/runbooks/runbook.ts';
import { addressIn, type LeadsInside, leadsInside, reachOf } from '../../http/private.ts';
import type { Finding } from '../finding.ts';
import type { Outgoing } from '../outgoing.ts';

/** Finds calls of rollback targets that `mayCall` of the organization does not allow, as far as their addresses are known. */
export function callsNotAllowed(calls: Outgoing[], allowed: readonly MayCall[] | undefined): Finding[] {
  return calls.flatMap(({ method, url, at }) => {
    const against = notAllowed(allowed, { method, url });
    if (against === undefined) return [];
    return [
      at({
        level: 'warning',
        rule: 'call-not-allowed',
        what: against,
        expected: 'a call the organization allows',
        why: 'it would be refused when users wait for it',
        fix: 'add the host, and with it method and path, to `mayCall` in organization.yaml',
      }),
    ];
  });
}

/** Finds addresses that airb refuses to call wherever names lead: those where credentials are handed out. */
export function addressesInside(all: Outgoing[], allowed: readonly MayCall[] | undefined): Finding[] {
  return all.flatMap((one) => {
    const address = addressIn(one.url);
    const inside =
      address && leadsInside(one.url.hostname, { to: [address], reach: reachOf(one.url, allowed) });
    return inside ? [insideFinding(one, inside)] : [];
  });
}

/** The finding about an address that leads where it may not. */
export function insideFinding({ at, url }: Outgoing, { leads }: LeadsInside): Finding {
  return at({
    level: 'warning',
    rule: 'address-inside',
    what: leads,
    expected: 'an address outside, or `mayCall` in organization.yaml with its host and `private: true`',
    why: 'airb refuses to call it, because a name or an address like that can be used to reach what nobody should',
    fix: `if ${url.host} is meant, allow it; \`mayCall\` then has to name whatever else rollbacks call as well`,
  });
}
