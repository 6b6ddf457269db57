import { alertSources } from '../alerts/sources.ts';
import type { Alert } from '../domain/signals/alert.ts';
import type { Instant } from '../domain/time.ts';

/**
 * Reads what a tool sends as its webhook would.
 * @param source the tool's name, as in `/alerts/<name>`
 * @param now stands in for a time the tool left out
 */
export function readAlertBody(
  body: unknown,
  source: string,
  now: Instant,
): { alerts: Alert[] } | { problem: string } {
  const known = alertSources.find(({ name }) => name === source);
  if (known === undefined) {
    const names = alertSources.map(({ name }) => name).join(', ');
    return { problem: `There is no source called \`${source}\`. There are: ${names}.` };
  }
  const { items, rejected } = known.parse(body, now);
  const [fault] = rejected;
  if (fault === undefined) return { alerts: items };
  return { problem: `Not a body of ${source}: ${fault.field}: ${fault.problem}` };
}
