import { type Block, heading, paragraph, question, type Text } from '../../documents/document.ts';
import { actorName } from '../../domain/people.ts';
import { fullTime, inWords } from '../../domain/time.ts';
import { eventsOf } from '../events/lexicon.ts';
import type { Account } from './account.ts';

/** Deadlines of laws and contracts that were set running: who owns each, when it is due, what is filed, how it ended. */
export function regulatory({ events }: Account): Block[] {
  const started = eventsOf(events, 'clock.started');
  if (started.length === 0) return [];
  const newest = [...new Map(started.map((one) => [one.clock, one])).values()];
  const ended = eventsOf(events, 'clock.ended');
  const endOf = (start: (typeof newest)[number]) =>
    ended.findLast(({ clock, at }) => clock === start.clock && at >= start.at);
  const rows = newest.map((one): Text[] => {
    const end = endOf(one);
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
  const unread = newest.filter(({ reading }) => reading !== undefined);
  return [
    heading('Regulatory deadlines'),
    { type: 'table', caption: 'Regulatory clocks', head, rows },
    ...unread.map(({ name, reading }) => paragraph(`${name}: ${reading ?? ''}.`)),
    ...newest
      .filter((one) => endOf(one) === undefined)
      .map(({ name, owner }) => question(`Was ${name} met, and where is what ${owner.name} filed?`)),
  ];
}

function lateBy(at: number, dueAt: number): string {
  return at > dueAt ? `, ${inWords(at - dueAt)} late` : '';
}
