import type { EventOf, IncidentEvent, Question, SignalVerdict } from '../../domain/incident/events.ts';
import { actorName } from '../../domain/people.ts';
import { capital, count, cut, inSentence, inSeries, oneLine, sentenceEnd } from '../../domain/plain.ts';
import { recoveryChecks, signalOf } from '../../domain/response/verdict.ts';
import type { Reading } from '../../domain/signals/reading.ts';
import { clockTime, inWords } from '../../domain/time.ts';
import { diagnosisSentence } from './diagnosis.ts';
import type { Lexicon } from './lexicon.ts';
import { openingOf } from './lexicon.ts';

/** The first-fifteen-minutes questions as a reader sees them (requirement R4). */
export const questionTitles: Record<Question, string> = {
  kind: 'What kind of failure is it?',
  changed: 'What changed recently?',
  switch: 'Is there a flag or route to switch back?',
  reviewer: 'Is a reviewer needed before service resumes?',
  examples: 'Where do failed examples go?',
};

const longest = 600;

/** One event as a plain sentence, without the time and without who did it unless the sentence needs it. */
export function sentence(event: IncidentEvent, words: Lexicon, events: IncidentEvent[]): string {
  return cut(oneLine(say(event, words, events)), longest);
}

function say(event: IncidentEvent, words: Lexicon, events: IncidentEvent[]): string {
  const who = actorName(event.by);
  switch (event.type) {
    case 'incident.opened':
      return `Incident opened as ${event.severity.toUpperCase()}: ${sentenceEnd(event.title)} ${capital(sentenceEnd(event.because))}`;
    case 'alert.joined':
      return `Alert joined this incident: ${event.alert.title}`;
    case 'alert.flapped':
      return `Alert fired again: ${event.alert.title} (${count(event.times, 'time')} so far)`;
    case 'alert.resolved':
      return `Alert no longer fires: ${event.alert.title}`;
    case 'change.noted':
      return changeNoted(event, openingOf(events).startedAt);
    case 'room.opened':
      return `Channel #${event.name} opened`;
    case 'page.sent':
      return `${people(event.people)} paged by ${event.route}`;
    case 'page.failed':
      return `Page to ${people(event.people)} by ${event.route} failed: ${event.why}`;
    case 'page.climbed':
      return `No answer from ${people(event.unanswered)}; ${people(event.people)} paged next`;
    case 'page.exhausted':
      return `Nobody acknowledged: ${count(event.levels, 'level')} of the escalation policy paged`;
    case 'page.declined':
      return `${who} can't take the page: ${event.why}`;
    case 'acknowledged':
      return `${who} acknowledged (via ${event.via})`;
    case 'severity.changed':
      return `Severity ${event.from} → ${event.to}: ${event.reason}`;
    case 'role.assigned':
      return `${event.person.name} is now ${event.role}${event.before ? `, taking over from ${event.before.name}` : ''}`;
    case 'question.answered':
      return `${questionTitles[event.question]} ${capital(event.answer)}`;
    case 'category.chosen':
      return `Root-cause category: ${event.category}${because(event.because)}`;
    case 'diagnosis.answered':
    case 'diagnosis.undone':
    case 'diagnosis.concluded':
      return diagnosisSentence(event, words.plan.diagnosis);
    case 'step.done':
      return `Step done: ${step(event.step, words)}${because(event.note)}`;
    case 'step.skipped':
      return `Step skipped: ${step(event.step, words)}${because(event.reason)}`;
    case 'step.assigned':
      return `Step given to ${event.person.name}: ${step(event.step, words)}`;
    case 'step.undone':
      return `Step opened again: ${step(event.step, words)}`;
    case 'step.noted':
      return `Note on step ${step(event.step, words)}: ${event.note}`;
    case 'note.written':
      return `Note: ${event.text}`;
    case 'message.said':
      return `“${event.text}”${files(event.files)}`;
    case 'message.marked':
      return `${event.marked ? 'Marked for the record' : 'Mark taken back'}: “${event.text}”`;
    case 'evidence.saved':
      return `Evidence saved: ${event.evidence.title}`;
    case 'update.posted':
      return updatePosted(event);
    case 'update.nudged':
      return `${event.person ? `${event.person.name} reminded` : 'Reminder'}: update due at ${clockTime(event.dueAt)}`;
    case 'update.missed':
      return `Update due at ${clockTime(event.dueAt)} missed; stakeholders got an automatic holding statement`;
    case 'update.escalated':
      return `Update due at ${clockTime(event.dueAt)} still missing; ${event.person.name} told`;
    case 'rollback.requested':
      return requested(event, words);
    case 'rollback.approved':
      return `Rollback of ${rolled(event.action, words)} approved by ${who}${event.approvalsLeft > 0 ? `; ${count(event.approvalsLeft, 'approval')} still missing` : ''}`;
    case 'rollback.declined':
      return `Rollback of ${rolled(event.action, words)} declined by ${who}: ${event.reason}`;
    case 'rollback.started':
      return `Rollback of ${rolled(event.action, words)} ${event.manual ? 'handed to people: it has no automatic action' : 'started'}`;
    case 'rollback.responded':
      return `Rollback of ${rolled(event.action, words)} ${event.ok ? 'done' : 'failed'}: ${answered(event)}`;
    case 'rollback.previewed':
      return `Dry run for ${rolled(event.action, words)} ${event.ok ? 'passed' : 'failed'}: ${answered(event)}`;
    case 'readings.taken':
      return readings(event, words);
    case 'readings.requested':
      return `${who} asked for the signals as they are now`;
    case 'containment.judged':
      return verdict(event, words);
    case 'verification.started':
      return `Recovery being verified: metrics must hold until ${clockTime(event.until)}`;
    case 'verification.broken':
      return `Recovery not held: ${titles(event.failing, words)} out of range`;
    case 'verification.held':
      return `Recovery held: key, safety and business metrics in range for ${inWords(words.plan.recovery.hold)}`;
    case 'resolved':
      return event.override
        ? `Resolved by override of ${who}: ${sentenceEnd(event.override.reason)} Out of range: ${titles(event.override.failing, words)}`
        : `Resolved by ${who}`;
    case 'relapsed':
      return `Relapsed, opened again: ${titles(event.failing, words)} out of range`;
    case 'cancelled':
      return `Cancelled by ${who}: ${event.reason}`;
    case 'postmortem.requested':
      return `${who} asked for the postmortem draft`;
    case 'postmortem.drafted':
      return `Postmortem drafted: ${event.file}`;
    case 'trouble.noted':
      return `Trouble: ${event.text}`;
    default:
      return event satisfies never;
  }
}

function people(them: { name: string }[]): string {
  return them.length === 0 ? 'nobody' : inSeries(them.map((it) => it.name));
}

function because(text: string | undefined): string {
  return text === undefined || text.trim() === '' ? '' : ` (${text})`;
}

function step(id: string, words: Lexicon): string {
  return words.step(id)?.title ?? id;
}

function titles(signals: string[], words: Lexicon): string {
  return signals.length === 0 ? 'no signal named' : inSeries(signals.map((it) => words.signalTitle(it)));
}

function files(names: string[]): string {
  return names.length === 0 ? '' : ` [${inSeries(names)}]`;
}

function changeNoted({ change }: EventOf<'change.noted'>, startedAt: number): string {
  const versions = change.to === undefined ? '' : ` ${change.from ? `${change.from} → ` : ''}${change.to}`;
  const gap = startedAt - change.at;
  const when = gap >= 0 ? `${inWords(gap)} before the start` : `${inWords(gap)} after the start`;
  return `Change noted: ${change.part ?? change.kind}${versions}, ${when}: ${change.summary}`;
}

function updatePosted(event: EventOf<'update.posted'>): string {
  const next = event.nextDueAt === undefined ? '' : ` Next update ${clockTime(event.nextDueAt)}.`;
  const to = event.audiences.length === 0 ? '' : ` to ${inSeries(event.audiences)}`;
  return `${capital(event.form)} update sent${to}: ${sentenceEnd(event.text.users)}${next}`;
}

function requested(event: EventOf<'rollback.requested'>, words: Lexicon): string {
  const part = words.part(event.part)?.title ?? event.part;
  const needs =
    event.approvalsNeeded === 0 ? 'Needs no approval.' : `Needs ${count(event.approvalsNeeded, 'approval')}.`;
  const override = event.evidenceOverride ? ` Evidence incomplete, went on: ${event.evidenceOverride}` : '';
  return `Rollback asked for: ${inSentence(part)} (${event.from} → ${event.to}). ${sentenceEnd(event.reason)} ${needs}${override}`;
}

function rolled(action: string, words: Lexicon): string {
  const request = words.request(action);
  if (request === undefined) return action;
  const title = words.part(request.part)?.title ?? request.part;
  return `${inSentence(title)} (${request.from} → ${request.to})`;
}

function answered(event: { ok: boolean; status: number; response: string }): string {
  const text = event.ok || event.response.trim() === '' ? '' : `, ${cut(event.response, 160)}`;
  return event.status === 0
    ? cut(event.response, 160) || 'no answer'
    : `target answered ${event.status}${text}`;
}

/** What decides first, then whatever is far from normal; the rest is only counted. */
function readings(event: EventOf<'readings.taken'>, words: Lexicon): string {
  if (event.readings.length === 0) return 'No signal could be read';
  const judged = new Set(recoveryChecks(words.plan).map(({ check }) => check.signal));
  const telling = event.readings.filter((it) => judged.has(it.signal) || isUnusual(it, words));
  const others = event.readings.length - telling.length;
  const quiet = others === 0 ? '' : `; ${count(others, 'other signal')} as usual`;
  return telling.length === 0
    ? 'Every signal as usual'
    : telling.map((it) => words.reading(it)).join(', ') + quiet;
}

/** No value, or a quarter away from its baseline. */
function isUnusual(reading: Reading, words: Lexicon): boolean {
  const { baseline } = signalOf(words.plan, reading.signal) ?? {};
  if (reading.value === undefined) return true;
  return baseline !== undefined && Math.abs(reading.value - baseline) > 0.25 * Math.abs(baseline);
}

function verdict(event: EventOf<'containment.judged'>, words: Lexicon): string {
  const known = event.signals.filter((it) => it.before !== undefined && it.after !== undefined);
  const moved = known.filter((it) => shown(it, words, 'before') !== shown(it, words, 'after'));
  // Where nothing moved, the key signal still shows that it did not.
  const numbers = (moved.length > 0 ? moved : known.slice(0, 1)).map((it) => {
    const usual = it.normal === undefined ? '' : `, normal ${words.value(it.signal, it.normal)}`;
    return ` ${words.signalTitle(it.signal)} ${shown(it, words, 'before')} → ${shown(it, words, 'after')}${usual}.`;
  });
  const next = event.nextSuspect ? ` Next suspect: ${event.nextSuspect}.` : '';
  return `${capital(rolled(event.action, words))}: ${event.verdict}.${numbers.join('')}${next}`;
}

function shown(it: SignalVerdict, words: Lexicon, when: 'before' | 'after'): string {
  return words.value(it.signal, it[when] ?? 0);
}
