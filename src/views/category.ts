import { doubtOf } from '../domain/incident/doubt.ts';
import type { Opened } from '../domain/incident/state.ts';
import { inSeries } from '../domain/plain.ts';

/** `prompt`; where what was measured speaks against it, `prompt, in doubt: rolling back prompt made it worse, index helped`. */
export function categoryWords(incident: Opened, none: string): string {
  const chosen = incident.category?.category;
  if (chosen === undefined) return none;
  const doubt = doubtText(incident);
  return doubt === undefined ? chosen : `${chosen}, in doubt: ${doubt}`;
}

/** `rolling back prompt made it worse, index helped`; undefined where nothing speaks against the category. */
export function doubtText(incident: Opened): string | undefined {
  const doubt = doubtOf(incident);
  if (doubt === undefined) return undefined;
  const outcome = doubt.verdict === 'worse' ? 'made it worse' : 'did not help';
  const helped = doubt.helped.length === 0 ? '' : `, ${inSeries(doubt.helped)} helped`;
  return `rolling back ${doubt.part} ${outcome}${helped}`;
}
