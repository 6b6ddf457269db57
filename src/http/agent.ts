import type { LookupFunction } from 'node:net';
import { Agent, fetch, type RequestInit as Init } from 'undici';

/** Connections of its own, whose names are looked up by its own lookup, and the calls over them. */
export interface OwnAgent {
  /** As `fetch`, but for redirects, which are not followed. */
  call(url: URL, init: RequestInit | undefined): Promise<Response>;
}

/**
 * An agent of undici. Its fetch is the one that Node has built in, which takes no agent of another version; only the
 * types of the two differ.
 */
export function agentWith(lookup: LookupFunction): OwnAgent {
  const dispatcher = new Agent({ connect: { lookup } });
  return {
    async call(url, init) {
      const asked = { ...init, redirect: 'manual', dispatcher } as Init;
      return (await fetch(url, asked)) as unknown as Response;
    },
  };
}
