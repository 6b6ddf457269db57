import { alertSources } from '../alerts/sources.ts';
import type { Alert } from '../domain/signals/alert.ts';
import type { Instant } from '../domain/time.ts';
import { readAlerts } from '../webhooks/alert-source.ts';

/**
 * Reads what a tool sends as its webhook would.
 * @param source the tool's name, as in `/alerts/<name>`
 * @param options.now stands in for a time the tool left out
 * @param options.query what would stand behind the question mark of its address
 */
export function readAlertBody(
  body: unknown,
  source: string,
  { now, query = '' }: { now: Instant; query?: string },
): { alerts: Alert[]; passed?: string[] } | { problem: string } {
  const known = alertSources.find(({ name }) => name === source);
  if (known === undefined) {
    const names = alertSources.map(({ name }) => name).join(', ');
    return { problem: `There is no source called \`${source}\`. There are: ${names}.` };
  }
  const beside = { headers: {}, query: new URLSearchParams(query) };
  const { items, rejected, passed } = readAlerts(known, known.decoded?.(body) ?? body, { now, beside });
  const [fault] = rejected;
  if (fault === undefined) return { alerts: items, ...(passed && { passed }) };
  return { problem: `Not a body of ${source}: ${fault.field}: ${fault.problem}` };
}
