import { type Block, heading, list, paragraph, type Text } from '../../documents/document.ts';
import { type GapOf, gapsOf } from '../../domain/incident/pace.ts';
import { count, inSentence, inSeries } from '../../domain/plain.ts';
import { containmentFor, putsBack } from '../../domain/response/stops.ts';
import { keptOf } from '../adherence.ts';
import { eventsOf } from '../events/lexicon.ts';
import { type Account, applied, measuredAlone, tookWords } from './account.ts';
import { deedName, unmeasuredBeside } from './deeds.ts';

/** What the log shows of how it went; why, people say under the questions. */
export function lessons(account: Account): Block[] {
  return [
    heading('What went well'),
    ...told(well(account)),
    heading('What went poorly'),
    ...told(poorly(account)),
  ];
}

function told(lines: string[]): Block[] {
  return lines.length === 0
    ? [paragraph('Nothing that the log can show.')]
    : list(lines.map((line): Text => [line]));
}

/** Between the opening and containment: what was slow here was not contained well. */
const onTheWay: ReadonlySet<GapOf> = new Set(['diagnosis', 'approval', 'containment']);

function well(account: Account): string[] {
  const { incident, events } = account;
  const gaps = gapsOf(incident);
  const answered = gaps.find(({ of }) => of === 'acknowledgement');
  const posted = eventsOf(events, 'update.posted');
  const kept = posted.length > 0 && posted.every((one) => typeof keptOf(one) === 'string');
  const { contained, opened = incident.openedAt } = incident.milestones;
  return [
    ...(answered && !answered.slow
      ? [`A person was on it ${tookWords(answered.from, answered.to)} after the opening.`]
      : []),
    ...(contained === undefined || gaps.some(({ of, slow }) => slow && onTheWay.has(of))
      ? []
      : [`It was contained ${tookWords(opened, contained)} after the opening.`]),
    ...(kept && eventsOf(events, 'update.missed').length === 0
      ? [`All ${count(posted.length, 'update')} to stakeholders came in time.`]
      : []),
  ];
}

function poorly(account: Account): string[] {
  const { incident, events } = account;
  const climbed = eventsOf(events, 'page.climbed').length + eventsOf(events, 'page.exhausted').length;
  const missed = eventsOf(events, 'update.missed').length;
  const failed = eventsOf(events, 'page.failed').length;
  const relapses = eventsOf(events, 'relapsed').length;
  return [
    ...gapsOf(incident)
      .filter(({ slow }) => slow)
      .map(({ of, from, to }) => `The ${of} took ${tookWords(from, to)}.`),
    ...weak(account),
    ...blind(account),
    ...(climbed > 0 ? [`The first page was not answered; it climbed ${count(climbed, 'time')}.`] : []),
    ...(failed > 0 ? [`${count(failed, 'page')} did not leave.`] : []),
    ...(missed > 0
      ? [`${count(missed, 'update')} came from airb, because no person had sent one in time.`]
      : []),
    ...(relapses > 0 ? [`It relapsed ${count(relapses, 'time')} after it had seemed over.`] : []),
  ];
}

/** What could not be judged at once, because a number was missing. */
function blind(account: Account): string[] {
  return applied(account.incident).flatMap((it) => {
    const missing = unmeasuredBeside(account, it);
    const deed = inSentence(deedName(account, it));
    return missing.length === 0
      ? []
      : [`Whether ${deed} was enough could not be said at once: ${inSeries(missing)} was not measured.`];
  });
}

/** Rollbacks that were not enough or did harm. What stops or relieves is no attempt at a cure. */
function weak(account: Account): string[] {
  const { incident } = account;
  const tried = applied(incident).filter(
    (it) =>
      measuredAlone(it) && containmentFor(incident, it) === undefined && putsBack(incident, it) === undefined,
  );
  return tried.flatMap((it) => {
    const deed = inSentence(deedName(account, it));
    if (it.verdict === 'worse') return [`A wrong turn: ${deed} made it worse.`];
    if (it.verdict === 'no effect') return [`A wrong turn: ${deed} had no effect.`];
    return it.verdict === 'partly contained' && unmeasuredBeside(account, it).length === 0
      ? [`It took more than one change: ${deed} alone was not enough.`]
      : [];
  });
}
