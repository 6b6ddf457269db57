import { type Block, heading, paragraph, question } from '../../documents/document.ts';
import { actorName } from '../../domain/people.ts';
import { inSentence, inSeries, sentenceEnd } from '../../domain/plain.ts';
import { aboutSignal } from '../../domain/response/onset.ts';
import { lasting } from '../../domain/response/shares.ts';
import { containmentFor, putsBack } from '../../domain/response/stops.ts';
import { readingValue } from '../../domain/response/verdict.ts';
import { show } from '../../domain/signals/reading.ts';
import { clockTime, inWords } from '../../domain/time.ts';
import { categoryWords } from '../category.ts';
import { rangeWords } from '../chat/measures.ts';
import { eventsOf } from '../events/lexicon.ts';
import { type Account, applied, pointsOf, startOf } from './account.ts';

/** What happened, in order, and one question for what only a person can tell. */
export function summary(account: Account): Block[] {
  const sentences = [start(account), severity(account), answer(account), ...rollbacks(account), end(account)];
  return [
    heading('Summary'),
    paragraph(sentences.filter((it) => it !== '').join(' ')),
    question(
      'In one or two sentences for a reader who was not there: what went wrong, and for whom did it matter?',
    ),
  ];
}

function start({ opened, ...account }: Account): string {
  const date = new Date(opened.startedAt).toISOString().slice(0, 10);
  const when = `On ${date} at ${clockTime(opened.startedAt)} UTC`;
  const key = aboutSignal(account.incident) ?? account.judged.find((it) => it.role === 'key')?.spec;
  const value = key && atOpening({ opened, ...account }, key.name);
  if (!key || value === undefined) return `${when}, this began: ${sentenceEnd(opened.title)}`;
  const normal = key.baseline === undefined ? '' : `, where ${show(key.baseline, key.unit)} is normal`;
  const title = inSentence(key.title);
  return `${when}, the ${title} of ${opened.plan.system.title} stood at ${show(value, key.unit)}${normal}${feltWords(account)}.`;
}

/** What a signal read when the incident opened; its first reading where that one was blind. */
function atOpening(account: Account, signal: string): number | undefined {
  const opening = account.incident.readings.find(({ purpose }) => purpose.for === 'opening');
  return readingValue(opening?.readings ?? [], signal) ?? pointsOf(account, signal)[0]?.value;
}

/** Since when users had felt it, where that was earlier than the alert said. */
function feltWords({ incident: { feltAt, startedAt } }: Pick<Account, 'incident'>): string {
  return feltAt === undefined || feltAt >= startedAt ? '' : `; users had felt it since ${clockTime(feltAt)}`;
}

function severity({ opened, events, incident }: Account): string {
  const changes = eventsOf(events, 'severity.changed');
  const first = `airb opened incident ${opened.number} as ${opened.severity.toUpperCase()} at ${clockTime(opened.at)}`;
  const last = changes.at(-1);
  if (last === undefined) return `${first}.`;
  return `${first}; it ended as ${incident.severity.toUpperCase()}, set at ${clockTime(last.at)} because: ${sentenceEnd(last.reason)}`;
}

function answer({ opened, events }: Account): string {
  const ack = eventsOf(events, 'acknowledged')[0];
  if (ack === undefined) return 'Nobody acknowledged the page.';
  return `${actorName(ack.by)} acknowledged ${inWords(ack.at - opened.at)} after it opened.`;
}

function rollbacks({ incident, words }: Account): string[] {
  return applied(incident).map((it) => {
    const part = inSentence(words.part(it.part)?.title ?? it.part);
    const effect = {
      contained: 'contained it',
      'partly contained': 'partly contained it',
      'no effect': 'had no effect',
      worse: 'made it worse',
      mixed: 'helped in one way and harmed in another',
      stopped: 'stopped the system, so that it could do no more harm',
      unknown: 'had an effect nobody could measure',
    }[it.verdict ?? 'unknown'];
    const known = containmentFor(incident, it);
    const ended = containmentFor(incident, { part: it.part, to: it.from });
    const also = it.together ? `, together with ${inSeries(it.together)},` : '';
    if (known) return `“${known.title}” (${it.part} ${it.to}) ${effect}.`;
    if (ended) return `Ending “${ended.title}”${also} ${effect}.`;
    const deed = putsBack(incident, it) ? `Putting the ${part} back` : `Rolling back the ${part}`;
    if (it.off !== undefined)
      return `${deed} from ${it.from} to ${it.to} could not be measured by itself, as ${it.off} was off.`;
    return `${deed} from ${it.from} to ${it.to} ${effect}.`;
  });
}

function end(account: Account): string {
  const { incident } = account;
  if (incident.phase === 'cancelled')
    return `It was cancelled at ${clockTime(incident.cancelledAt)}: ${sentenceEnd(incident.reason)}`;
  if (incident.phase !== 'resolved') return 'At the time of this draft the incident is still open.';
  const took = inWords(incident.resolvedAt - startOf(account));
  const at = clockTime(incident.resolvedAt);
  if (incident.override) {
    const names = (signals: string[]) =>
      inSeries(signals.map((it) => inSentence(account.words.signalTitle(it))));
    const failing = rangeWords(incident.override, names);
    return `${incident.override.by} resolved it by override at ${at}, ${took} after the start, with ${failing || 'nothing out of range'}.`;
  }
  const held = incident.milestones.recovered === undefined ? '' : ' after the recovery metrics had held';
  return `It was resolved at ${at}${held}, ${took} after the start.`;
}

/** The facts at the top. */
export function facts(account: Account): { label: string; value: [string] }[] {
  const { incident, opened } = account;
  const changed = opened.severity !== incident.severity ? `, opened as ${opened.severity.toUpperCase()}` : '';
  const duration = account.endedAt === undefined ? 'still open' : inWords(account.endedAt - startOf(account));
  const rolled = [...new Set(lasting(applied(incident)).map((it) => it.part))];
  return [
    { label: 'Severity', value: [`${incident.severity.toUpperCase()}${changed}`] },
    { label: 'System', value: [opened.plan.system.title] },
    { label: 'Duration', value: [duration] },
    { label: 'Rolled back', value: [rolled.length === 0 ? 'nothing' : rolled.join(', ')] },
    { label: 'Root cause', value: [categoryWords(incident, 'not chosen yet')] },
    { label: 'Owner', value: [incident.roles.owner?.name ?? 'nobody yet'] },
  ];
}
