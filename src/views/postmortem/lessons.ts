import { type Block, heading, question } from '../../documents/document.ts';
import { putsBack } from '../../domain/response/stops.ts';
import { inWords, minute } from '../../domain/time.ts';
import { eventsOf } from '../events/lexicon.ts';
import { type Account, applied } from './account.ts';

/** Questions that start from what the log shows; the answers are for people to give. */
export function lessons(account: Account): Block[] {
  return [
    heading('What went well'),
    ...well(account).map(question),
    heading('What went poorly'),
    ...poorly(account).map(question),
  ];
}

function well({ incident, events }: Account): string[] {
  const { acknowledged, opened = incident.openedAt, contained } = incident.milestones;
  const asked: string[] = [];
  if (acknowledged !== undefined && acknowledged - opened <= 5 * minute) {
    asked.push(
      `A person was on it ${inWords(acknowledged - opened)} after opening. What made that possible?`,
    );
  }
  if (contained !== undefined) {
    asked.push(`It was contained ${inWords(contained - opened)} after opening. What helped most?`);
  }
  if (eventsOf(events, 'update.posted').length > 0 && eventsOf(events, 'update.missed').length === 0) {
    asked.push('Every update came in time. Is that repeatable, or was it one person’s effort?');
  }
  return asked.length > 0 ? asked : ['What went well and should be kept?'];
}

function poorly(account: Account): string[] {
  const { incident, events } = account;
  const asked: string[] = [];
  const weak = applied(incident).filter((it) => it.verdict !== 'contained' && !putsBack(incident, it));
  for (const it of weak) {
    if (it.off !== undefined || it.verdict === 'stopped' || it.verdict === 'mixed') continue;
    asked.push(
      it.verdict === 'worse'
        ? `Rolling back ${it.part} made it worse. What could have told so before it was tried?`
        : `Rolling back ${it.part} alone was not enough (${it.verdict ?? 'not measured'}). Could the next suspect have been found sooner, or both taken back at once?`,
    );
  }
  const unanswered = eventsOf(events, 'page.climbed').length + eventsOf(events, 'page.exhausted').length;
  if (unanswered > 0) asked.push('Why was the first page not answered, and would the same happen tonight?');
  if (eventsOf(events, 'update.missed').length > 0)
    asked.push('Why did stakeholders hear from a machine before they heard from a person?');
  if (eventsOf(events, 'page.failed').length > 0)
    asked.push('Why did a page fail to leave, and who would have noticed?');
  asked.push('Where did the team wait, guess or get lucky?');
  return asked;
}
