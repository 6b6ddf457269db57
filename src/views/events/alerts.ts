import type { Spans } from '../../domain/chat/card.ts';
import type { EventOf } from '../../domain/incident/events.ts';
import { isOpen, type Opened } from '../../domain/incident/state.ts';
import type { Severity } from '../../domain/people.ts';
import { count } from '../../domain/plain.ts';
import { type Alert, startDoubt } from '../../domain/signals/alert.ts';
import { blindness } from '../../domain/signals/blindness.ts';
import { isMisdated } from '../../domain/signals/change.ts';
import { clockTime, type Duration, dayOf, fullTime, inWords, minutesBetween } from '../../domain/time.ts';
import { alertClaim } from '../chat/joined.ts';
import { beganAt } from '../chat/measures.ts';
import { callActor } from '../chat/naming.ts';
import { clip, phrase, sentence } from '../chat/spans.ts';
import { changeMove, makerOf, when } from '../chat/suspect-lines.ts';
import type { EventWords } from './event-words.ts';

type Happens =
  | 'alert.joined'
  | 'alert.flapped'
  | 'alert.worsened'
  | 'alert.resolved'
  | 'alert.heard'
  | 'alert.outlasted'
  | 'change.noted';

export const words: EventWords<Happens> = {
  'alert.joined': {
    kind: 'alert',
    weight: 'important',
    line: ({ alert, severity, sibling }) =>
      [
        `Alert joined this incident: ${alert.title}${claim(alert, severity)}`,
        sibling &&
          `; another failure of the system, ${sibling.failure}, with the runbook ${sibling.runbook.id}`,
        doubt(alert),
      ].join(''),
  },
  'alert.worsened': {
    kind: 'alert',
    weight: 'important',
    line: ({ alert, severity }) => `Alert got worse: ${alert.title}${claim(alert, severity)}`,
  },
  'alert.outlasted': {
    kind: 'alert',
    weight: 'important',
    line: ({ alert }) => `Alert fires although the incident is over: ${alert.title}`,
    chat: ({ alert }, incident) =>
      sentence([
        ...named(alert),
        ` fires although INC-${incident.number} is ${incident.phase}. Nothing was reopened and nobody was paged: `,
        'if it is the same problem, ',
        { code: '/airb reopen' },
        ' opens this incident again; another one begins with ',
        { code: '/airb declare' },
        '; if it is none, silence the alert.',
      ]),
  },
  'alert.flapped': {
    kind: 'alert',
    weight: 'detail',
    line: (event) =>
      `Alert fired again: ${event.alert.title}${claim(event.alert, event.severity)} (${count(event.times, 'time')} so far)${doubt(event.alert)}`,
    chat: ({ alert, times }) =>
      sentence([
        ...named(alert),
        ` fires again: ${times} times so far. A cause that comes and goes is still there.`,
      ]),
  },
  'alert.resolved': {
    kind: 'alert',
    weight: 'important',
    line: ({ alert, quiet }) =>
      quiet !== undefined
        ? `Alert counts as over: ${alert.title} — nothing was heard of it for ${inWords(quiet)}, and ${alert.source} never says so`
        : blindness(alert)
          ? `Measured again: ${alert.title}`
          : `Alert no longer fires: ${alert.title}`,
    chat: ({ alert, quiet }, incident) => {
      if (quiet !== undefined) return sentence([...named(alert), silent(alert, quiet)]);
      const what = blindness(alert) ? ': what it watches is measured again.' : ' stopped firing.';
      const open = isOpen(incident) ? ' The incident stays open until recovery is verified.' : '';
      return sentence([...named(alert), `${what}${open}`]);
    },
  },
  'alert.heard': {
    kind: 'alert',
    weight: 'detail',
    line: ({ title }) => `Alert fires still: ${title}`,
  },
  'change.noted': {
    kind: 'evidence',
    weight: 'important',
    line: changeNoted,
    chat: ({ change, by, confirms }, incident) => {
      const minutesBefore = minutesBetween(change.at, beganAt(incident));
      const misdated = isMisdated(change);
      const known = changeMove(change);
      const summary = known.endsWith(clip(change.summary, 100)) ? '' : ` — ${phrase(change.summary, 160)}`;
      // Told in chat, its `by` is who noted it, and that is said once.
      const who = change.told === undefined ? makerOf(change) : '';
      const noted = callActor(by, incident);
      // A feed notes what it tells in the name of whoever made it.
      const hand = change.told === undefined && noted === change.by ? '' : ` Noted by ${noted}.`;
      const spans: Spans = [
        `${confirms ? 'Change confirmed' : 'Change'}: ${known}, ${when({ minutesBefore, misdated })}${who}${summary}.${hand}`,
      ];
      return sentence(spans);
    },
  },
};

/** Silence is no measurement, so it is not put as one. */
function silent({ source }: Alert, quiet: Duration): string {
  return ` counts as over: nothing was heard of it for ${inWords(quiet)}, and ${source} never says that something is over. Nobody measured that it is.`;
}

function named(alert: Alert): Spans {
  return ['Alert ', { bold: clip(alert.title, 120) }];
}

function claim(alert: Alert, severity: Severity | undefined): string {
  const words = alertClaim(alert, severity);
  return words === '' ? '' : ` (${words})`;
}

function doubt(alert: Alert): string {
  const words = startDoubt(alert);
  return words === '' ? '' : ` — ${words}`;
}

/** The part to roll back, when the change belongs to one. */
function _rollbackable(incident: Opened, name: string): string | undefined {
  return incident.plan.parts.find((part) => part.id === name || part.kind === name)?.id;
}

/** With the time itself: when the incident began may be found out later, and the log does not change. */
function changeNoted({ at, change, confirms }: EventOf<'change.noted'>): string {
  const versions = change.to === undefined ? '' : ` ${change.from ? `${change.from} → ` : ''}${change.to}`;
  const made = dayOf(change.at) === dayOf(at) ? clockTime(change.at) : fullTime(change.at);
  const when = isMisdated(change) ? 'at a time its sender misdated' : `made at ${made}`;
  return `${confirms ? 'Change that was told before, confirmed' : 'Change noted'}: ${change.part ?? change.kind}${versions}, ${when}: ${change.summary}`;
}
