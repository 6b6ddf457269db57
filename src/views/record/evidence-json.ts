import type { Opened, SavedEvidence } from '../../domain/incident/state.ts';
import { completeness } from '../../domain/response/evidence.ts';
import { iso } from './json.ts';

/** What was preserved, as the API prints it. */
export function evidenceJson(incident: Opened) {
  return {
    evidence: incident.evidence
      .map((_, index) => itemJson(incident, index + 1))
      .filter((one) => one !== undefined),
    missing: completeness(incident).missing.map(({ id }) => id),
  };
}

/** One item; undefined where there is none of that number. */
export function itemJson(incident: Opened, place: number) {
  const one = incident.evidence[place - 1];
  if (one === undefined) return undefined;
  const { id, item = null, title, nature = 'content' as const, from, sha256, by, at, unconfirmed } = one;
  const confirmed = unconfirmed !== true;
  return { place, item, title, nature, confirmed, from, sha256, by, at: iso(at), sets: setsIn(incident, id) };
}

function setsIn({ examples }: Opened, id: SavedEvidence['id']) {
  return [...new Set(examples.filter(({ source }) => source === id).map(({ set }) => set))];
}
