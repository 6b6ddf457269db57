import type { IncidentEvent } from '../../domain/incident/events.ts';
import { keptOf, whole } from '../../domain/incident/kept-apart.ts';
import type { Store } from '../../ports/store.ts';

/** What people wrote in the postmortem, with what was too long for the log. */
export async function wholeWords(
  records: Pick<Store, 'content'>,
  incident: number,
  events: IncidentEvent[],
): Promise<IncidentEvent[]> {
  return Promise.all(
    events.map(async (event) => {
      const kept = event.type === 'postmortem.written' ? keptOf(event) : undefined;
      const text = kept && (await records.content(incident, kept.hash));
      return text === undefined ? event : whole(event, () => text);
    }),
  );
}
