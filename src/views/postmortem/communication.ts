import { type Block, heading, list, paragraph, type Text } from '../../documents/document.ts';
import { actorName } from '../../domain/people.ts';
import { count, inSeries } from '../../domain/plain.ts';
import type { Instant } from '../../domain/time.ts';
import { keptOf, keptWords } from '../adherence.ts';
import { eventsOf } from '../events/lexicon.ts';
import { readerNames } from '../readers.ts';
import { type Account, momentIn, tookWords } from './account.ts';
import { noticeWords } from './notices.ts';

/** What stakeholders were told, when, and whether it was in time. */
export function communication(account: Account): Block[] {
  const { events } = account;
  const posted = eventsOf(events, 'update.posted');
  const missed = eventsOf(events, 'update.missed');
  if (posted.length + missed.length === 0) {
    const none = ['No update went out through airb.', noticeWords(events)].filter(Boolean).join(' ');
    return [heading('Communication'), paragraph(none)];
  }
  return [heading('Communication'), adherence(account), updates(account), ...list(escalated(account))];
}

/** How the promises were kept: in time, late, or by an automatic statement in place of a person's. */
function adherence({ events, opened }: Account): Block {
  const posted = eventsOf(events, 'update.posted');
  const missed = eventsOf(events, 'update.missed').length;
  const late = posted.filter((one) => typeof keptOf(one) === 'object');
  const first = posted[0];
  const start = first
    ? `The first update by a person went out ${tookWords(opened.at, first.at)} after opening. `
    : 'No person sent an update. ';
  const sum = posted.length + missed;
  const inTime = posted.length - late.length;
  const share = Math.round((inTime / sum) * 100);
  const result =
    missed === 0 && late.length === 0
      ? `${count(sum, 'update')} went out, all by people, and no deadline was missed (cadence kept: 100 %).`
      : `${inTime} of ${sum} came from people in time (cadence kept: ${share} %)${late.length > 0 ? `, ${late.length} late` : ''}; for ${count(missed, 'missed deadline')} ${opened.private ? 'nobody outside was told, as the incident is private' : 'stakeholders got an automatic holding statement'}.`;
  return paragraph([start + result, noticeWords(events)].filter(Boolean).join(' '));
}

function updates(account: Account): Block {
  const { events } = account;
  const clock = (at: Instant) => momentIn(account, at);
  const rows = events.flatMap((event): Text[][] => {
    if (event.type === 'update.posted') {
      const next = event.nextDueAt === undefined ? '–' : clock(event.nextDueAt);
      const to =
        event.audiences.length === 0
          ? 'incident channel'
          : inSeries(readerNames(event.audiences, account.words.plan));
      const kept = keptWords(event) || '–';
      return [rowOf(clock(event.at), actorName(event.by), event.form, kept, to, event.text.users, next)];
    }
    if (event.type === 'update.corrected') {
      const what = `Corrects the one of ${clock(event.postedAt)}: ${event.text.users} (before: ${event.was.users})`;
      const to =
        event.audiences.length === 0
          ? 'incident channel'
          : inSeries(readerNames(event.audiences, account.words.plan));
      return [rowOf(clock(event.at), actorName(event.by), event.form, 'corrected', to, what, '–')];
    }
    if (event.type === 'update.snoozed') {
      const what = `Put off from ${clock(event.from)}: ${event.reason}`;
      const to =
        event.audiences.length === 0 ? '–' : inSeries(readerNames(event.audiences, account.words.plan));
      return [rowOf(clock(event.at), actorName(event.by), '–', 'put off', to, what, clock(event.dueAt))];
    }
    if (event.type !== 'update.missed') return [];
    const next = event.nextDueAt === undefined ? '–' : clock(event.nextDueAt);
    const what = `Deadline ${clock(event.dueAt)} missed. ${event.text?.users ?? ''}`;
    const to = event.forms?.length === 1 ? `readers of the ${event.forms[0]} form` : 'stakeholders';
    return [rowOf(clock(event.at), 'airb, automatic', 'holding', 'holding', to, what, next)];
  });
  const head = ['UTC', 'By', 'Form', 'Promise', 'To', 'Users see', 'Next promised'];
  return { type: 'table', caption: 'Updates', head, rows };
}

function rowOf(at: string, ...cells: string[]): Text[] {
  return [[at], ...cells.map((cell): Text => [cell])];
}

function escalated(account: Account): Text[] {
  const clock = (at: Instant) => momentIn(account, at);
  return eventsOf(account.events, 'update.escalated').map((it) => [
    `The update due at ${clock(it.dueAt)} was escalated to ${it.person.name} at ${clock(it.at)}.`,
  ]);
}
