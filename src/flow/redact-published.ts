import type { EventOf, Frozen, IncidentEvent } from '../domain/incident/events.ts';
import { actorName } from '../domain/people.ts';
import type { Content } from '../ports/records.ts';
import type { Store } from '../ports/store.ts';
import { unsaid } from '../views/authored/frozen.ts';

/** Documents of published postmortems as they are kept, by hash. */
export interface FrozenDocuments {
  versions: number;
  texts: ReadonlyMap<string, string>;
}

/** Read before the transaction, because they may be long; the transaction looks whether another was published meanwhile. */
export async function frozenDocuments(store: Store, incident: number): Promise<FrozenDocuments> {
  const texts = new Map<string, string>();
  const events = (await store.events(incident)).map((stored) => stored.event);
  for (const event of events) {
    if (event.type !== 'postmortem.published') continue;
    const text = await store.content(incident, event.document.hash);
    if (text !== undefined) texts.set(event.document.hash, text);
  }
  return { versions: versionsIn(events), texts };
}

/** How many versions the log tells of. */
export function versionsIn(events: IncidentEvent[]): number {
  return events.filter(({ type }) => type === 'postmortem.published').length;
}

interface Redacting {
  taken: { text: string; words: string }[];
  frozen: FrozenDocuments;
  redaction: EventOf<'entry.redacted'> | undefined;
  hash: (text: string) => string;
}

/**
 * What was published is frozen, and a redaction reaches it all the same: its files are drawn anew without the text, and its
 * event keeps the hashes that were published beside those of the new files.
 * @returns the events with those changed, their numbers, and the new files
 */
export function frozenWithout(
  events: IncidentEvent[],
  { taken, frozen, redaction, hash }: Redacting,
): { events: IncidentEvent[]; changed: number[]; texts: Content[] } {
  const changed: number[] = [];
  const texts: Content[] = [];
  const clean = events.map((event, index) => {
    const text = event.type === 'postmortem.published' ? frozen.texts.get(event.document.hash) : undefined;
    if (event.type !== 'postmortem.published' || text === undefined || redaction === undefined) return event;
    const files = unsaid(text, taken, { by: actorName(redaction.by), at: redaction.at });
    if (files === undefined) return event;
    changed.push(index + 1);
    const anew = (before: Frozen, now: string): Frozen => {
      const one = { hash: hash(now), text: now };
      texts.push(one);
      return { hash: one.hash, length: now.length, was: before.was ?? before.hash };
    };
    return { ...event, page: anew(event.page, files.page), document: anew(event.document, files.document) };
  });
  return { events: clean, changed, texts };
}
