import { type Block, heading, paragraph, type Text } from '../../documents/document.ts';
import type { EventOf } from '../../domain/incident/events.ts';
import { actorName } from '../../domain/people.ts';
import { fullTime, inWords } from '../../domain/time.ts';
import { eventsOf } from '../events/lexicon.ts';
import type { Account } from './account.ts';

/** Deadlines of laws and contracts that were set running: who owns each, when it is due, what is filed, how it ended. */
export function regulatory(account: Account): Block[] {
  const newest = clocksOf(account);
  if (newest.length === 0) return [];
  const rows = newest.map(({ one, end }): Text[] => {
    const how = end?.how === 'met' ? `met ${fullTime(end.at)}${lateBy(end.at, one.dueAt)}` : 'does not apply';
    return [
      [one.name],
      [fullTime(one.from)],
      [fullTime(one.dueAt)],
      [one.owner.name],
      [one.form ?? '–'],
      [end ? `${how}: ${end.reason} (${actorName(end.by)})` : 'still running'],
    ];
  });
  const head = ['Deadline', 'Counted from', 'Due', 'Owner', 'To file', 'State'];
  const unread = newest.filter(({ one }) => one.reading !== undefined);
  return [
    heading('Regulatory deadlines'),
    { type: 'table', caption: 'Regulatory clocks', head, rows },
    ...unread.map(({ one }) => paragraph(`${one.name}: ${one.reading ?? ''}.`)),
  ];
}

/** The deadlines of which nobody has said how they ended. */
export function clocksRunning(account: Account): EventOf<'clock.started'>[] {
  return clocksOf(account).flatMap(({ one, end }) => (end === undefined ? [one] : []));
}

/** Each clock as it was set running last, with its end. */
function clocksOf({ events }: Account) {
  const started = eventsOf(events, 'clock.started');
  const ended = eventsOf(events, 'clock.ended');
  return [...new Map(started.map((one) => [one.clock, one])).values()].map((one) => ({
    one,
    end: ended.findLast(({ clock, at }) => clock === one.clock && at >= one.at),
  }));
}

function lateBy(at: number, dueAt: number): string {
  return at > dueAt ? `, ${inWords(at - dueAt)} late` : '';
}
