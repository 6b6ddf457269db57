import { alertSources } from '../alerts/sources.ts';
import { changeSources } from '../changes/sources.ts';
import { addressReader } from '../http/address.ts';
import { createDoors, type Doors } from '../http/doors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import { pagingSources } from './pagers.ts';
import type { Settings } from './settings.ts';

/** Everywhere a secret, a token or a signature is asked for. */
export const doorNames: readonly string[] = [
  ...new Set([...alertSources, ...changeSources, ...pagingSources].map(({ name }) => name)),
  ...['api', 'evidence', 'feedback-form', 'mcp', 'pages', 'slack', 'teams'],
];

/** Counts and slows down wrong secrets, by where they come from. */
export function openDoors(
  { trustedProxies }: Pick<Settings, 'trustedProxies'>,
  around: { clock: Clock; log: Log; metrics: Pick<Metrics, 'wrongSecret'> },
): Doors {
  const { clock, log, metrics } = around;
  return createDoors({ clock, log, addressOf: addressReader(trustedProxies), counted: metrics.wrongSecret });
}
