import type ICAL from 'ical.js';
import type { KeptTurn, Named } from '../domain/oncall/recognise.ts';
import { oneLine } from '../domain/plain.ts';
import type { Instant } from '../domain/time.ts';
import { ScheduleError } from '../errors.ts';
import type { Wanted } from '../ports/schedules.ts';
import { zoneIn, zoneOf } from './calendar-zone.ts';

/** A turn a day for sixteen years; whoever repeats more often than that made a mistake. */
const mostTimes = 6000;
/** In all of a calendar within what is asked for. */
const mostTurns = 2000;

type Ical = typeof ICAL;

/**
 * Who has which time in an iCalendar text (RFC 5545): single entries and series with RRULE, RDATE, EXDATE and changed
 * occurrences, with all-day entries from midnight to midnight in the zone of the calendar.
 * @throws ScheduleError where the text is no calendar, or one that can't be understood
 */
export async function turnsInCalendar(
  text: string,
  { from, to, zone }: Pick<Wanted, 'from' | 'to' | 'zone'>,
): Promise<KeptTurn[]> {
  const { default: ical } = await import('ical.js');
  const root = parsed(ical, text);
  const around = { ical, root, otherwise: zoneIn(root) ?? zone, from, to };
  const events = root.getAllSubcomponents('vevent');
  const changed = events.filter((one) => one.hasProperty('recurrence-id'));
  const turns = events
    .filter((one) => !one.hasProperty('recurrence-id'))
    .flatMap((master) => {
      const uid = master.getFirstPropertyValue('uid');
      return timesOf(
        new ical.Event(master, {
          strictExceptions: false,
          exceptions: changed.filter((one) => one.getFirstPropertyValue('uid') === uid),
        }),
        around,
      );
    });
  if (turns.length > mostTurns) throw new ScheduleError(`the calendar has more than ${mostTurns} entries`);
  return turns;
}

function parsed(ical: Ical, text: string): ICAL.Component {
  let root: ICAL.Component;
  try {
    // Some feeds hold several calendars; what counts is in the first.
    const [first] = [ical.parse(text)].flat(1);
    root = new ical.Component(Array.isArray(first) ? first : (ical.parse(text) as unknown[]));
  } catch (error) {
    throw new ScheduleError('what came is not an iCalendar feed', error);
  }
  if (root.name !== 'vcalendar') throw new ScheduleError('what came is not an iCalendar feed');
  return root;
}

interface Around {
  ical: Ical;
  root: ICAL.Component;
  otherwise: string;
  from: Instant;
  to: Instant;
}

function timesOf(event: ICAL.Event, around: Around): KeptTurn[] {
  const turn = (item: ICAL.Event, start: ICAL.Time, end: ICAL.Time): KeptTurn[] => {
    const span = spanOf(item, { start, end }, around);
    if (span === undefined || isCancelled(item)) return [];
    return span.to > around.from && span.from < around.to ? [{ who: whoIn(item), ...span }] : [];
  };
  if (!event.isRecurring()) return turn(event, event.startDate, event.endDate);
  const turns: KeptTurn[] = [];
  try {
    const iterator = event.iterator();
    for (let times = 0; ; times++) {
      const next = iterator.next();
      // A series that is over gives nothing more.
      if (!next) return turns;
      if (times >= mostTimes)
        throw new ScheduleError(`“${titleOf(event)}” repeats more than ${mostTimes} times`);
      const { item, startDate, endDate } = event.getOccurrenceDetails(next);
      const found = turn(item, startDate, endDate);
      turns.push(...found);
      // An occurrence may have been moved to later, but none begins before the one it stands for.
      if (found.length === 0 && startsAfter(next, around)) return turns;
    }
  } catch (error) {
    if (error instanceof ScheduleError) throw error;
    throw new ScheduleError(`how “${titleOf(event)}” repeats can't be understood`, error);
  }
}

/** Two days of slack: the zone is not asked for here. */
function startsAfter(time: ICAL.Time, { to }: Around): boolean {
  return Date.UTC(time.year, time.month - 1, time.day) > to + 2 * 24 * 3600_000;
}

function spanOf(
  { component }: ICAL.Event,
  { start, end }: { start: ICAL.Time; end: ICAL.Time },
  around: Around,
): { from: Instant; to: Instant } | undefined {
  const begins = component.getFirstProperty('dtstart');
  if (begins === null) return undefined;
  const ends = component.getFirstProperty('dtend') ?? begins;
  const from = zoneOf(begins, around)(start);
  const to = zoneOf(ends, around)(end);
  return to > from ? { from, to } : undefined;
}

function isCancelled({ component }: ICAL.Event): boolean {
  return String(component.getFirstPropertyValue('status') ?? '').toUpperCase() === 'CANCELLED';
}

/** Attendees are people; whoever only organizes an entry need not be on call. Rooms and things attend as well. */
function whoIn(event: ICAL.Event): Named {
  const people = event.attendees.filter((one) => {
    const kind = String(one.getParameter('cutype') ?? 'INDIVIDUAL').toUpperCase();
    const answer = String(one.getParameter('partstat') ?? '').toUpperCase();
    return kind === 'INDIVIDUAL' && answer !== 'DECLINED';
  });
  const emails = people.map((one) => String(one.getFirstValue() ?? '').replace(/^mailto:/i, ''));
  return { shown: titleOf(event), emails, text: oneLine(event.summary ?? '') };
}

function titleOf(event: ICAL.Event): string {
  return oneLine(event.summary ?? '').slice(0, 80) || 'an entry without a title';
}
