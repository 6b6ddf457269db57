import { isIP, type LookupFunction } from 'node:net';
import type { MayCall } from '../domain/runbooks/runbook.ts';
import type { OwnAgent } from './agent.ts';
import { addressesOf, addressIn, leadsInside, type Reach, type Resolve, reachOf } from './private.ts';

export interface Judging {
  /** What the organization allows just now; nothing inside when left out. */
  allowed?: (() => readonly MayCall[] | undefined) | undefined;
  /** Finds the addresses of a name; the system's resolver unless given. */
  resolve?: Resolve | undefined;
}

/**
 * A `fetch` for addresses that stand in files, as other people may have them under their hands: it connects to the very
 * address that was judged, because a name that is looked up twice may lead elsewhere the second time. It follows no
 * redirect, whatever is asked. Throws as `fetch` does, with LeadsInside as the cause where nothing was called.
 */
export function judgedFetch({ allowed, resolve = addressesOf }: Judging = {}): typeof fetch {
  // One for each reach, so that no connection serves a call that might not have opened it.
  const agents = new Map<Reach, OwnAgent>();
  return async (input, init) => {
    // Its method and body would be lost; nobody here makes one.
    if (input instanceof Request) throw new TypeError('expected an address and its options, not a Request');
    const url = new URL(input);
    const reach = reachOf(url, allowed?.());
    // No name is looked up for an address, so it is judged here.
    const address = addressIn(url);
    const inside = address && leadsInside(url.hostname, { to: [address], reach });
    if (inside) throw new TypeError('fetch failed', { cause: inside });
    // Read with the first call: many installations make none.
    const { agentWith } = await import('./agent.ts');
    const agent = agents.get(reach) ?? agentWith(judging(reach, resolve));
    agents.set(reach, agent);
    return agent.call(url, init);
  };
}

/** Looks a name up for one connection. When any of its addresses may not be called, none is. */
function judging(reach: Reach, resolve: Resolve): LookupFunction {
  return (host, { all }, done) => {
    resolve(host).then(
      (to) => {
        const inside = leadsInside(host, { to, reach });
        const found = to.map((address) => ({ address, family: isIP(address) }));
        const [first] = found;
        if (inside !== undefined || first === undefined) done(inside ?? unknown(host), []);
        else if (all) done(null, found);
        else done(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => done(error, []),
    );
  };
}

function unknown(host: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${host} is not known`), { code: 'ENOTFOUND', syscall: 'getaddrinfo' });
}
