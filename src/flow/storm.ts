import { minute } from '../domain/time.ts';
import type { Head } from '../ports/records.ts';

/** Incidents that open within this time of each other belong to one storm. */
export const stormWindow = 10 * minute;
/** So many are still told one by one. */
const toldSingly = 10;

/**
 * The storm an incident opens in. The channel of incidents would otherwise hold two hundred lines of which nobody reads
 * the one that matters; a storm has one message there, which names the worst.
 * @param recent those that opened within the window, private ones left out
 * @returns the number of the incident that keeps the storm's message, which may be this one; undefined in calm weather
 */
export function stormOf(number: number, recent: Pick<Head, 'storm'>[]): number | undefined {
  const under = recent.find((head) => head.storm !== undefined)?.storm;
  return under ?? (recent.length >= toldSingly ? number : undefined);
}
