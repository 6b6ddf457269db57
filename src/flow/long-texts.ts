import type { IncidentEvent } from '../domain/incident/events.ts';
import { keptOf, setApart, shortAlert, whole } from '../domain/incident/kept-apart.ts';
import type { Content, Writes } from '../ports/records.ts';
import type { Store } from '../ports/store.ts';

type Hash = (text: string) => string;

/** Events as the log holds them, and the contents written beside them for what is too long. */
export function withoutLong(
  events: IncidentEvent[],
  { incident, hash }: { incident: number; hash: Hash },
): { events: IncidentEvent[]; contents?: Writes['contents'] } {
  const texts = new Map<string, string>();
  const short = events.map((said) => {
    const { event, apart } = setApart(said, hash);
    for (const { hash: of, text } of apart) texts.set(of, text);
    return event;
  });
  if (texts.size === 0) return { events };
  return { events: short, contents: { incident, texts: listed(texts) } };
}

/** The writes with the rows beside them; the row of an alert is as short as its event. */
export function withAlso(writes: Writes, also: Writes = {}, hash: Hash): Writes {
  const { alert: row } = also;
  // A repeat without an event is only counted; what no incident holds is in no log, and its row may move to one later.
  const counted = row !== undefined && writes.append === undefined && row.times > 1;
  if (row === undefined || counted || row.incident === 0) return { ...writes, ...also };
  const { alert, whole: text } = shortAlert(row.alert, hash);
  if (text === undefined || alert.kept === undefined) return { ...writes, ...also };
  const texts = new Map(writes.contents?.texts.map((one) => [one.hash, one.text]));
  texts.set(alert.kept.hash, text);
  const contents = { incident: row.incident, texts: listed(texts) };
  return { ...writes, ...also, alert: { ...row, alert }, contents };
}

function listed(texts: Map<string, string>): Content[] {
  return [...texts].map(([hash, text]) => ({ hash, text }));
}

/** Events of an incident as they came, with what was kept apart of them. */
export async function wholeEvents(
  store: Pick<Store, 'content'>,
  incident: number,
  events: IncidentEvent[],
): Promise<IncidentEvent[]> {
  const texts = new Map<string, string>();
  for (const event of events) {
    const kept = keptOf(event);
    const text = kept && (await store.content(incident, kept.hash));
    if (kept && text !== undefined) texts.set(kept.hash, text);
  }
  return texts.size === 0 ? events : events.map((event) => whole(event, ({ hash }) => texts.get(hash)));
}
