import { lasting } from '../response/shares.ts';
import { containmentFor } from '../response/stops.ts';
import { heldInRange } from '../response/verdict.ts';
import type { ContainedBy, Outcome } from './similar.ts';
import type { Containment, Opened } from './state.ts';

/** What stays of an incident for those who come later; undefined where nothing is known. */
export function outcomeOf(incident: Opened): Outcome | undefined {
  const contained = helpedBy(incident).map((deed): ContainedBy => {
    const title = containmentFor(incident, deed)?.title;
    return {
      part: deed.part,
      to: deed.to,
      ...(title !== undefined && { title }),
      ...(deed.verdict === 'partly contained' && { partly: true as const }),
    };
  });
  const category = incident.category?.category;
  if (category === undefined && contained.length === 0) return undefined;
  return { ...(category && { category }), ...(contained.length > 0 && { contained }) };
}

/** What helped and was left so; where all of it was put back, what helped at the time. */
function helpedBy({ containments, plan }: Opened): Containment[] {
  const helped = containments.filter(
    (deed) =>
      (deed.verdict === 'contained' || deed.verdict === 'partly contained' || deed.verdict === 'stopped') &&
      !heldInRange(plan, deed),
  );
  const left = lasting(containments);
  const stayed = helped.filter((deed) => left.includes(deed));
  return stayed.length > 0 ? stayed : helped;
}
