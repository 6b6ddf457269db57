import type { ChatAnswer } from '../../domain/chat/input.ts';
import type { Intent } from '../../domain/chat/intent.ts';
import type { IncidentEvent } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { textsOf } from '../../domain/incident/tombstone.ts';
import { entriesCard } from '../../views/chat/answers.ts';
import { timeline } from '../../views/record/timeline.ts';
import { answerOf, refuse, type Talk, type Turn } from './context.ts';

/** `/airb redact …`: takes an entry out of the record; without saying which, the newest are listed with their numbers. */
export async function askRedaction(
  talk: Talk,
  turn: Turn,
  intent: Extract<Intent, { command: 'redact' }>,
  incident: Opened,
): Promise<ChatAnswer> {
  const events = (await talk.store.events(incident.number)).map((stored) => stored.event);
  const meant = entryMeant(events, intent);
  if (meant === undefined || meant.length > 1) {
    const chosen = meant ? timeline(events).filter(({ seq }) => meant.includes(seq)) : timeline(events);
    return { type: 'private', card: entriesCard(chosen, incident) };
  }
  const [entry] = meant;
  if (entry === undefined)
    return refuse(
      'No entry holds those words or is behind that link, and nothing was redacted.',
      '`/airb redact` lists the newest entries with their numbers.',
    );
  const { key } = turn.input;
  return answerOf(
    await talk.redact({ incident: incident.number, entry, why: intent.why, by: turn.by, inputKey: key }),
  );
}

/** Numbers of the entries that fit; undefined when nothing was said. */
function entryMeant(
  events: IncidentEvent[],
  { entry, link, words }: Extract<Intent, { command: 'redact' }>,
): number[] | undefined {
  if (entry !== undefined) return [entry];
  if (link !== undefined)
    return placesOf(events, (event) => event.type === 'message.said' && isAt(event.message, link));
  if (words === undefined) return undefined;
  const wanted = words.toLowerCase();
  const said = placesOf(events, (event) =>
    textsOf(event).some((text) => text.toLowerCase().includes(wanted)),
  );
  // What was said goes before what was made of it: marks and evidence of a message go with it.
  const messages = said.filter((place) => events[place - 1]?.type === 'message.said');
  return messages.length === 1 ? messages : said;
}

function placesOf(events: IncidentEvent[], fits: (event: IncidentEvent) => boolean): number[] {
  return events.flatMap((event, index) => (fits(event) ? [index + 1] : []));
}

/** A link to a message holds the parts of its ref: the channel, and the time without its point. */
function isAt(message: string, link: string): boolean {
  const parts = message.slice(message.indexOf(':') + 1).split('/');
  const plain = decodeURIComponent(link);
  return (
    parts.length > 1 && parts.every((part) => plain.includes(part) || plain.includes(part.replace('.', '')))
  );
}
