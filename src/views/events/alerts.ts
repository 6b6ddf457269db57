import type { Spans } from '../../domain/chat/card.ts';
import type { EventOf } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { count } from '../../domain/plain.ts';
import type { Alert } from '../../domain/signals/alert.ts';
import { inWords, minute } from '../../domain/time.ts';
import { press } from '../chat/controls.ts';
import { callActor } from '../chat/naming.ts';
import { clip, phrase, sentence, timeOf } from '../chat/spans.ts';
import { changeMove, when } from '../chat/suspect-lines.ts';
import type { EventWords } from './event-words.ts';
import { openingOf } from './lexicon.ts';

export const words: EventWords<'alert.joined' | 'alert.flapped' | 'alert.resolved' | 'change.noted'> = {
  'alert.joined': {
    kind: 'alert',
    weight: 'important',
    line: (event) => `Alert joined this incident: ${event.alert.title}`,
    chat: ({ alert }) =>
      sentence([...named(alert), ' joined this incident, firing since ', timeOf(alert.startsAt), '.']),
  },
  'alert.flapped': {
    kind: 'alert',
    weight: 'detail',
    line: (event) => `Alert fired again: ${event.alert.title} (${count(event.times, 'time')} so far)`,
    chat: ({ alert, times }) =>
      sentence([
        ...named(alert),
        ` fires again: ${times} times so far. A cause that comes and goes is still there.`,
      ]),
  },
  'alert.resolved': {
    kind: 'alert',
    weight: 'important',
    line: (event) => `Alert no longer fires: ${event.alert.title}`,
    chat: ({ alert }) =>
      sentence([...named(alert), ' stopped firing. The incident stays open until recovery is verified.']),
  },
  'change.noted': {
    kind: 'evidence',
    weight: 'important',
    line: (event, _, events) => changeNoted(event, openingOf(events).startedAt),
    chat: ({ change, by }, incident) => {
      const minutesBefore = Math.round((incident.startedAt - change.at) / minute);
      const known = changeMove(change);
      const summary = known.endsWith(clip(change.summary, 100)) ? '' : ` — ${phrase(change.summary, 160)}`;
      const who = change.by ? `, by ${clip(change.by, 40)}` : '';
      const spans: Spans = [
        `Change: ${known}, ${when({ minutesBefore })}${who}${summary}. Noted by ${callActor(by, incident)}.`,
      ];
      const part = rollbackable(incident, change.part ?? change.kind);
      return sentence(
        spans,
        part
          ? [
              {
                type: 'actions',
                controls: [
                  press('rollback.open', { incident: incident.number, part }, { label: 'Roll back…' }),
                ],
              },
            ]
          : [],
      );
    },
  },
};

function named(alert: Alert): Spans {
  return ['Alert ', { bold: clip(alert.title, 120) }];
}

/** The part to roll back, when the change belongs to one. */
function rollbackable(incident: Opened, name: string): string | undefined {
  return incident.plan.parts.find((part) => part.id === name || part.kind === name)?.id;
}

function changeNoted({ change }: EventOf<'change.noted'>, startedAt: number): string {
  const versions = change.to === undefined ? '' : ` ${change.from ? `${change.from} → ` : ''}${change.to}`;
  const gap = startedAt - change.at;
  const when = gap >= 0 ? `${inWords(gap)} before the start` : `${inWords(gap)} after the start`;
  return `Change noted: ${change.part ?? change.kind}${versions}, ${when}: ${change.summary}`;
}
