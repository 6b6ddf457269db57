import { type Block, heading, list, paragraph, question, type Text } from '../../documents/document.ts';
import { actorName } from '../../domain/people.ts';
import { count, inSeries } from '../../domain/plain.ts';
import { clockTime, inWords } from '../../domain/time.ts';
import { eventsOf } from '../events/lexicon.ts';
import type { Account } from './account.ts';

/** What stakeholders were told, when, and whether it was in time. */
export function communication(account: Account): Block[] {
  const { events } = account;
  const posted = eventsOf(events, 'update.posted');
  const missed = eventsOf(events, 'update.missed');
  if (posted.length + missed.length === 0) {
    return [
      heading('Communication'),
      question('Who was told, when and by whom? No update went out through airb.'),
    ];
  }
  return [
    heading('Communication'),
    adherence(account),
    updates(account),
    ...list(escalated(account)),
    ...late(missed.length),
  ];
}

/** Human updates against deadlines that passed without one. */
function adherence({ events, opened }: Account): Block {
  const posted = eventsOf(events, 'update.posted');
  const missed = eventsOf(events, 'update.missed').length;
  const first = posted[0];
  const start = first
    ? `The first update by a person went out ${inWords(first.at - opened.at)} after opening. `
    : 'No person sent an update. ';
  const sum = posted.length + missed;
  const share = Math.round((posted.length / sum) * 100);
  const result =
    missed === 0
      ? `${count(sum, 'update')} went out, all by people, and no deadline was missed (cadence kept: 100 %).`
      : `${posted.length} of ${sum} came from people in time (cadence kept: ${share} %); for ${count(missed, 'missed deadline')} stakeholders got an automatic holding statement.`;
  return paragraph(start + result);
}

function updates({ events }: Account): Block {
  const rows = events.flatMap((event): Text[][] => {
    if (event.type === 'update.posted') {
      const next = event.nextDueAt === undefined ? '–' : clockTime(event.nextDueAt);
      const to = event.audiences.length === 0 ? 'incident channel' : inSeries(event.audiences);
      return [[[clockTime(event.at)], [actorName(event.by)], [event.form], [to], [event.text.users], [next]]];
    }
    if (event.type !== 'update.missed') return [];
    const next = event.nextDueAt === undefined ? '–' : clockTime(event.nextDueAt);
    return [
      [
        [clockTime(event.at)],
        ['airb, automatic'],
        ['holding'],
        ['stakeholders'],
        [`Deadline ${clockTime(event.dueAt)} missed. ${event.text?.users ?? ''}`],
        [next],
      ],
    ];
  });
  const head = ['UTC', 'By', 'Form', 'To', 'Users see', 'Next promised'];
  return { type: 'table', caption: 'Updates', head, rows };
}

function escalated({ events }: Account): Text[] {
  return eventsOf(events, 'update.escalated').map((it) => [
    `The update due at ${clockTime(it.dueAt)} was escalated to ${it.person.name} at ${clockTime(it.at)}.`,
  ]);
}

function late(missed: number): Block[] {
  return missed === 0
    ? []
    : [question('What kept people from sending the update in time, and who could have done it instead?')];
}
