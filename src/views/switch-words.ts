import type { ContainmentKind } from '../domain/runbooks/runbook.ts';

/** What a switch of a system does, as an order, where the system file has no title for it. */
export const switchWords: Record<ContainmentKind, string> = {
  fallback: 'Switch to the fallback',
  'safe-stop': 'Stop it safely',
  pin: 'Pin the version',
  freeze: 'Freeze changes',
  throttle: 'Throttle it',
  reroute: 'Take the other route',
  review: 'Ask people first',
  cache: 'Clear the cache',
};
