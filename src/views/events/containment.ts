import type { EventOf, IncidentEvent } from '../../domain/incident/events.ts';
import { actorName } from '../../domain/people.ts';
import { capital, count, inSentence, inSeries, sentenceEnd } from '../../domain/plain.ts';
import { containmentFor } from '../../domain/response/stops.ts';
import { heldInRange, type SignalVerdict } from '../../domain/response/verdict.ts';
import { reminderCard } from '../chat/in-force.ts';
import { callActor, callName, tag } from '../chat/naming.ts';
import { phrase, sentence } from '../chat/spans.ts';
import { verdictCard } from '../chat/verdict.ts';
import { actionName, requestName, rolled } from './containment-words.ts';
import type { EventWords } from './event-words.ts';
import { eventsOf, type Lexicon } from './lexicon.ts';

export const words: EventWords<
  | 'rollback.requested'
  | 'rollback.approved'
  | 'rollback.declined'
  | 'glass.broken'
  | 'rollback.started'
  | 'containment.reminded'
  | 'containment.judged'
> = {
  'rollback.requested': {
    kind: 'rollback',
    weight: 'important',
    line: requested,
  },
  'rollback.approved': {
    kind: 'rollback',
    weight: 'important',
    line: (event, words) =>
      `${requestName(event.action, words)} approved by ${actorName(event.by)}${event.approvalsLeft > 0 ? `; ${count(event.approvalsLeft, 'approval')} still missing` : ''}`,
  },
  'rollback.declined': {
    kind: 'rollback',
    weight: 'important',
    line: (event, words) =>
      event.calledOff
        ? `${requestName(event.action, words)} called off: ${event.reason}`
        : `${requestName(event.action, words)} declined by ${actorName(event.by)}: ${event.reason}`,
    chat: ({ action, reason, by, calledOff }, incident) =>
      calledOff
        ? sentence([
            { bold: `The rollback of ${actionName(incident, action)} is called off` },
            `: ${phrase(reason, 240)}. Nothing was changed.`,
          ])
        : sentence([
            `${callActor(by, incident)} declined the rollback of ${actionName(incident, action)}: ${phrase(reason, 240)}.`,
          ]),
  },
  'glass.broken': {
    kind: 'decision',
    weight: 'important',
    line: (event, words) => {
      const deed =
        event.for === 'command'
          ? 'took command'
          : `let the rollback of ${rolled(event.action ?? '', words)} go on`;
      return `Break-glass: ${actorName(event.by)} ${deed} without those who decide: ${event.reason}`;
    },
    chat: ({ by, for: what, action, reason, unreached }, incident) => {
      const deed =
        what === 'command'
          ? 'took command'
          : `let the rollback of ${actionName(incident, action ?? '')} go on`;
      const without = unreached
        .slice(0, 5)
        .map((name) => callName(name, incident))
        .join(', ');
      return sentence([
        { bold: `Break-glass in ${tag(incident)}` },
        `: ${callActor(by, incident)} ${deed}: ${phrase(reason, 240)}. Not heard of: ${without || 'nobody holds the role'}. It is on record and in the postmortem.`,
      ]);
    },
  },
  'rollback.started': {
    kind: 'rollback',
    weight: 'detail',
    line: (event, words) =>
      `${requestName(event.action, words)} ${event.manual ? 'handed to people: it has no automatic action' : 'started'}`,
  },
  'containment.reminded': {
    kind: 'rollback',
    weight: 'detail',
    line: (event, words) => `Reminder: ${rolled(event.action, words)} is still in force`,
    chat: reminderCard,
  },
  'containment.judged': {
    kind: 'rollback',
    weight: 'important',
    line: verdict,
    chat: (event, incident) => verdictCard(incident, event),
  },
};

function requested(event: EventOf<'rollback.requested'>, words: Lexicon): string {
  const part = words.part(event.part)?.title ?? event.part;
  const needs =
    event.approvalsNeeded === 0 ? 'Needs no approval.' : `Needs ${count(event.approvalsNeeded, 'approval')}.`;
  const override = event.evidenceOverride ? ` Evidence incomplete, went on: ${event.evidenceOverride}` : '';
  const unknown = event.unknownVersion ? ` airb has never seen ${event.to}: one approval more.` : '';
  const known = containmentFor(words, event);
  const ended = containmentFor(words, { part: event.part, to: event.from });
  const what = known ? `“${known.title}”` : ended ? `End of “${ended.title}”` : 'Rollback';
  return `${what} asked for: ${inSentence(part)} (${event.from} → ${event.to}): ${sentenceEnd(event.reason)} ${needs}${unknown}${override}`;
}

function verdict(event: EventOf<'containment.judged'>, words: Lexicon, events: IncidentEvent[]): string {
  const known = event.signals.filter((it) => it.before !== undefined && it.after !== undefined);
  const moved = known.filter((it) => shown(it, words, 'before') !== shown(it, words, 'after'));
  // When no signal moved, the key signal shows that.
  const numbers = (moved.length > 0 ? moved : known.slice(0, 1)).map((it) => {
    const usual = it.normal === undefined ? '' : `, normal ${words.value(it.signal, it.normal)}`;
    return ` ${words.signalTitle(it.signal)} ${shown(it, words, 'before')} → ${shown(it, words, 'after')}${usual}.`;
  });
  const next = event.nextSuspect ? ` Next suspect: ${event.nextSuspect}.` : '';
  const blind = event.signals
    .filter((it) => it.after === undefined)
    .map((it) => words.signalTitle(it.signal));
  const unseen = blind.length > 0 ? ` Not measured: ${inSeries(blind)}.` : '';
  const both = event.overlaps
    ? ` ${inSeries(event.overlaps)} changed at the same time, so its effect can not be told apart.`
    : '';
  return `${capital(rolled(event.action, words))}: ${putBack(event, words, events) ?? outcome(event, words)}.${numbers.join('')}${unseen}${both}${next}`;
}

/** What a way back to the start did is no cure, however far the signals came back. */
function putBack(
  { action, verdict }: EventOf<'containment.judged'>,
  words: Lexicon,
  events: IncidentEvent[],
): string | undefined {
  const own = words.request(action);
  const undone = eventsOf(events, 'containment.judged').findLast((one) => {
    const other = one.action === action ? undefined : words.request(one.action);
    return other?.part === own?.part && other?.from === own?.to && other?.to === own?.from;
  });
  const helped = verdict === 'contained' || verdict === 'partly contained';
  return helped && undone?.verdict === 'worse' ? 'took back what had made it worse' : undefined;
}

/** Where nothing was measured, why: the word alone would pass for a measurement. */
function outcome(event: EventOf<'containment.judged'>, { plan }: Lexicon): string {
  const { verdict, off, together } = event;
  if (off !== undefined) return `not measured, as ${off} was off`;
  if (heldInRange(plan, event)) return 'in range before and after';
  const others = together ? `, together with ${inSeries(together)}` : '';
  return `${verdict === 'stopped' ? 'stopped, so that no cause can be measured' : verdict}${others}`;
}

function shown(it: SignalVerdict, words: Lexicon, when: 'before' | 'after'): string {
  return words.value(it.signal, it[when] ?? 0);
}
