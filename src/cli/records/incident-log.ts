import type { IncidentEvent } from '../../domain/incident/events.ts';
import { fold, nothing } from '../../domain/incident/evolve.ts';
import type { Opened } from '../../domain/incident/state.ts';
import type { Store } from '../../ports/store.ts';
import { type Answer, misuse, nothingFound } from '../terminal/answer.ts';

type Closing = Pick<Store, 'close'>;

/** Opens the records while a verb reads them, and closes them even when it fails. */
export async function inRecords<Records extends Closing>(
  openStore: () => Promise<Records>,
  look: (records: Records) => Promise<Answer>,
): Promise<Answer> {
  const records = await openStore();
  try {
    return await look(records);
  } finally {
    await records.close();
  }
}

/**
 * Answers from the log of one incident, or says that there is none.
 * @param asked its number as people write it: `42`, `#42` and `INC-42` are the same
 */
export async function ofIncident(
  records: Pick<Store, 'events' | 'head'>,
  asked: string,
  look: (events: IncidentEvent[], number: number) => Answer | Promise<Answer>,
): Promise<Answer> {
  const number = numberOf(asked);
  if (number === undefined) return misuse(`“${asked}” is not an incident number. Write 42, #42 or INC-42.`);
  const stored = await records.events(number);
  if (stored.length === 0 && (await records.head(number))?.phase === 'pruned')
    return nothingFound(
      `The content of incident ${asked} was pruned. “airb audit verify ${number}” says when and by whom.`,
    );
  if (stored.length === 0) return nothingFound(`There is no incident ${asked}. “airb incidents” lists them.`);
  return look(
    stored.map(({ event }) => event),
    number,
  );
}

/** The number of an incident as people write it; undefined where it is none. */
export function numberOf(asked: string): number | undefined {
  const digits = /^(?:#|inc-)?([1-9]\d{0,8})$/i.exec(asked.trim())?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The same for a verb that needs the folded incident. */
export function ofOpened(
  records: Pick<Store, 'events' | 'head'>,
  asked: string,
  look: (incident: Opened) => Answer | Promise<Answer>,
): Promise<Answer> {
  return ofIncident(records, asked, (events) => {
    const incident = fold(nothing, events);
    if (incident.phase === 'none') return nothingFound(`The log of incident ${asked} does not open it.`);
    return look(incident);
  });
}
