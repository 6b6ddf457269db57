import { type Block, heading, list, paragraph, type Text } from '../../documents/document.ts';
import { feltFor, isCostOnly } from '../../domain/incident/felt-for.ts';
import { timeOf } from '../../domain/incident/milestones.ts';
import { actorName } from '../../domain/people.ts';
import { count, cut, inSentence, inSeries, sentenceEnd } from '../../domain/plain.ts';
import { aboutSignal } from '../../domain/response/onset.ts';
import { lasting } from '../../domain/response/shares.ts';
import { readingValue } from '../../domain/response/verdict.ts';
import { show } from '../../domain/signals/reading.ts';
import { dayOf, type Instant } from '../../domain/time.ts';
import { categoryWords } from '../category.ts';
import { rangeWords } from '../chat/measures.ts';
import { eventsOf } from '../events/lexicon.ts';
import { type Account, applied, momentIn, pointsOf, startOf, tookWords } from './account.ts';
import { openSuggestions, ownerWords } from './actions.ts';
import { causeNames, causeWords } from './cause.ts';
import { deedWords } from './deeds.ts';
import { feltBy } from './frequency.ts';
import { saidOf } from './impact.ts';
import { openQuestions } from './questions.ts';
import { slowWords } from './slow.ts';
import { beforeOf, hasMoved, spreadOf } from './spread.ts';

/** The first page: what happened, who felt it, why, what contained it, what was slow, and what is asked of whom. */
export function summary(account: Account): Block[] {
  return [
    heading('Summary'),
    led('What happened', [start(account), severity(account), answer(account), end(account)]),
    led(isCostOnly(account.incident) ? 'How much it was' : 'Who felt it, and how much', felt(account)),
    led('Causes', [causeWords(account)]),
    led('What contained it', contained(account)),
    led('What was slow', [slowWords(account)]),
    ...wanted(account),
  ];
}

function led(title: string, sentences: string[]): Block {
  return paragraph({ strong: `${title}. ` }, sentences.filter((it) => it !== '').join(' '));
}

function start(account: Account): string {
  const { opened, incident } = account;
  const began = startOf(account);
  const when = `On ${dayOf(began)} at ${momentIn(account, began)}`;
  const key = aboutSignal(incident) ?? account.judged.find((it) => it.role === 'key')?.spec;
  const value = key && atOpening(account, key.name);
  if (!key || value === undefined) return `${when} this began: ${sentenceEnd(opened.title)}`;
  const before = beforeOf(account, key.name);
  const usual = before ?? key.baseline;
  const lead =
    usual === undefined
      ? ''
      : `, ${show(usual, key.unit)} ${before === undefined ? 'normally' : 'in the hour before'},`;
  const worst = spreadOf(account, key.name)?.worst ?? value;
  const peak =
    show(worst, key.unit) === show(value, key.unit) ? '' : ` and at ${show(worst, key.unit)} at worst`;
  const subject = `“${key.title}” of ${incident.plan.system.title}${lead}`;
  const stood = `stood at ${show(value, key.unit)} when the alert came at ${momentIn(account, opened.startedAt)}${peak}`;
  return incident.feltAt === undefined
    ? `${when}, ${subject} ${stood.replace(/ when the alert came at \S+/, '')}.`
    : `${when} ${isCostOnly(incident) ? 'it began' : 'users began to feel it'}: ${subject} ${stood}.`;
}

/** What a signal read when the incident opened; its first reading where that one was blind. */
function atOpening(account: Account, signal: string): number | undefined {
  const opening = account.incident.readings.find(({ purpose }) => purpose.for === 'opening');
  const began = account.opened.startedAt;
  return (
    readingValue(opening?.readings ?? [], signal) ??
    pointsOf(account, signal).find(({ at }) => at >= began)?.value
  );
}

function severity(account: Account): string {
  const { opened, events, incident } = account;
  const changes = eventsOf(events, 'severity.changed');
  const first = `airb opened INC-${opened.number} as ${opened.severity.toUpperCase()} at ${momentIn(account, opened.at)}`;
  const last = changes.at(-1);
  if (last === undefined) return `${first}.`;
  const highest = changes.find(({ to }) => to === incident.worst);
  const rose =
    highest === undefined || incident.worst === opened.severity
      ? ''
      : `; at ${momentIn(account, highest.at)} it became ${incident.worst.toUpperCase()} (${highest.reason.trim()})`;
  const ended =
    incident.severity === incident.worst
      ? ''
      : `; it ended as ${incident.severity.toUpperCase()} (${last.reason.trim()})`;
  return `${first}${rose}${ended}.`;
}

function answer(account: Account): string {
  const { opened, events } = account;
  const ack = eventsOf(events, 'acknowledged')[0];
  const at = timeOf(account.incident, 'acknowledged');
  if (at === undefined) return 'Nobody acknowledged the page.';
  const who = ack === undefined ? 'It was' : actorName(ack.by);
  const way = at < opened.at ? 'before' : 'after';
  return `${who} acknowledged ${tookWords(opened.at, at)} ${way} the opening.`;
}

/** How much, where a signal says so; numbers of people the log never has. */
function felt(account: Account): string[] {
  const share = feltBy(account);
  const scope = saidOf(account).first?.text.scope ?? '';
  const figure =
    share === undefined
      ? 'The log has too few bad readings to say how often it happened.'
      : `${[share.figure, share.normal, share.worst].filter((it) => it !== '').join('; ')}${share.share ? ` (“${share.signal}”)` : ''}.`;
  const also = business(account);
  const nobody = also === '' ? 'It is about money: nothing measured says that users felt it.' : '';
  return [
    figure,
    also,
    scope.trim() === '' ? '' : `Scope, in the words of the update: ${sentenceEnd(scope)}`,
    isCostOnly(account.incident) ? nobody : 'How many people that is, the log does not know.',
  ];
}

/** What it cost the business, where a signal that says so moved. */
function business(account: Account): string {
  const moved = account.judged
    .filter(({ role }) => role === 'business')
    .flatMap(({ spec }) => {
      const spread = spreadOf(account, spec.name);
      const before = beforeOf(account, spec.name) ?? spec.baseline;
      if (spread === undefined || before === undefined || !hasMoved(account, spec.name, spread)) return [];
      return [
        `“${spec.title}” went from ${show(before, spec.unit)} to ${show(spread.worst, spec.unit)} at worst`,
      ];
    });
  return moved.length === 0 ? '' : `${inSeries(moved)}.`;
}

/** So many changes are told one by one on the first page. */
const mostDeeds = 4;

function contained(account: Account): string[] {
  const { incident } = account;
  const deeds = applied(incident);
  if (deeds.length === 0) return ['Nothing was changed through airb.'];
  const shown = deeds.length > mostDeeds ? deeds.slice(-mostDeeds) : deeds;
  const more = deeds.length - shown.length;
  const { contained: at } = incident.milestones;
  return [
    ...(more > 0 ? [`After ${count(more, 'earlier change')}:`] : []),
    ...shown.map((it) => deedWords(account, it)),
    at === undefined
      ? uncontained(account)
      : `Contained since ${momentIn(account, at)}, ${tookWords(startOf(account), at)} after the start.`,
  ];
}

/** Without a verdict “contained” it may be over all the same, as where one signal was not measured for long. */
function uncontained(account: Account): string {
  const { normalSince, milestones } = account.incident;
  return milestones.recovered === undefined || normalSince === undefined
    ? 'Nothing was measured to contain it.'
    : `No verdict said that all of it was contained; everything that recovery is judged by was measured in range from ${momentIn(account, normalSince)} on.`;
}

function end(account: Account): string {
  const { incident } = account;
  if (incident.phase === 'cancelled')
    return `It was cancelled at ${momentIn(account, incident.cancelledAt)}: ${sentenceEnd(incident.reason)}`;
  if (incident.phase === 'merged')
    return `It goes on as ${incident.quiet ? 'another incident' : `INC-${incident.into}`}.`;
  if (incident.phase !== 'resolved') return 'At the time of this draft the incident is still open.';
  const took = tookWords(startOf(account), incident.resolvedAt);
  const at = momentIn(account, incident.resolvedAt);
  if (incident.override) {
    const names = (signals: string[]) =>
      inSeries(signals.map((it) => inSentence(account.words.signalTitle(it))));
    const failing = rangeWords(incident.override, names);
    return `${incident.override.by} resolved it by override at ${at}, ${took} after the start, with ${failing || 'nothing out of range'}.`;
  }
  const held = incident.milestones.recovered === undefined ? '' : ' after the recovery metrics had held';
  return `It was resolved at ${at}${held}, ${took} after the start.${feltLength(account, incident.resolvedAt)}`;
}

/** ` Users felt it for 24 min (14:03 to 14:27, when it was measured normal).`; empty where nobody measured the end. */
function feltLength(account: Account, endedAt: Instant): string {
  const { from, to, measured, costOnly } = feltFor(account.incident, endedAt);
  if (!measured) return '';
  return ` ${costOnly ? 'It lasted' : 'Users felt it'} for ${tookWords(from, to)} (${momentIn(account, from)} to ${momentIn(account, to)}, when it was measured normal).`;
}

function wanted(account: Account): Block[] {
  const taken = (account.incident.actionItems ?? []).filter(({ status }) => status !== 'dropped');
  const items = openSuggestions(account);
  const open = openQuestions(account).length;
  const rows = [
    ...taken.map(
      (it): Text => [
        { strong: `${it.item}. ` },
        `${cut(it.what, 160)} – ${it.owner.name}, by ${it.due}: ${it.status}`,
      ],
    ),
    ...items.map(
      (it): Text => [{ strong: `${it.id} ` }, `${it.title} – ${ownerWords(it)}, by ${dayOf(it.dueAt)}`],
    ),
  ];
  const lead = `${count(taken.length + items.length, 'action')} and ${count(open, 'question')} to the author, below; the postmortem by ${dayOf(account.postmortemDue)}.`;
  return [led('What is asked of whom', [lead]), ...list(rows)];
}

/** The facts at the top. */
export function facts(account: Account): { label: string; value: [string] }[] {
  const { incident } = account;
  const { worst, severity: last } = incident;
  const ended = worst === last ? '' : ` at worst, ${last.toUpperCase()} at the end`;
  const category = categoryWords(incident, 'not chosen yet');
  const causes = causeNames(account);
  const rolled = [...new Set(lasting(applied(incident)).map((it) => it.part))];
  return [
    { label: 'Severity', value: [`${worst.toUpperCase()}${ended}`] },
    { label: 'System', value: [incident.plan.system.title] },
    { label: 'Duration', value: [durationWords(account)] },
    { label: 'Rolled back', value: [rolled.length === 0 ? 'nothing' : rolled.join(', ')] },
    {
      label: 'Root cause',
      value: [causes.length === 0 ? category : `${causes.join('; ')} (category: ${category})`],
    },
    { label: 'Owner', value: [incident.roles.owner?.name ?? 'nobody yet'] },
  ];
}

/** How long users felt it, and how long it took to close: two figures, each with its word. */
function durationWords(account: Account): string {
  const { incident, endedAt } = account;
  if (endedAt === undefined) return 'still open';
  const closed = `${incident.phase} after ${tookWords(startOf(account), endedAt)}`;
  const felt = incident.phase === 'resolved' ? feltFor(incident, endedAt) : undefined;
  if (!felt?.measured) return closed;
  return `${felt.costOnly ? 'lasted' : 'felt for'} ${tookWords(felt.from, felt.to)}, until it was measured normal; ${closed}`;
}
