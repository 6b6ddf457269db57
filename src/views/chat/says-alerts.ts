import type { Card, Spans } from '../../domain/chat/card.ts';
import type { EventOf } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import type { Alert } from '../../domain/signals/alert.ts';
import { minute } from '../../domain/time.ts';
import { press } from './controls.ts';
import { callActor } from './naming.ts';
import { readingsCard } from './readings.ts';
import { chatName } from './relay.ts';
import type { Says } from './said.ts';
import { clip, phrase, sentence, timeOf } from './spans.ts';
import { changeMove, when } from './suspect-lines.ts';

/** News from outside: alerts, changes, readings, evidence, and what went wrong with the tools. */
export const saidOfAlerts: Says<
  | 'alert.joined'
  | 'alert.flapped'
  | 'alert.resolved'
  | 'change.noted'
  | 'readings.taken'
  | 'evidence.saved'
  | 'note.written'
  | 'trouble.noted'
> = {
  'alert.joined': ({ alert }) =>
    sentence([...named(alert), ' joined this incident, firing since ', timeOf(alert.startsAt), '.']),
  'alert.flapped': ({ alert, times }) =>
    sentence([
      ...named(alert),
      ` fires again: ${times} times so far. A cause that comes and goes is still there.`,
    ]),
  'alert.resolved': ({ alert }) =>
    sentence([...named(alert), ' stopped firing. The incident stays open until recovery is verified.']),
  'change.noted': ({ change, by }, incident) => {
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
  'readings.taken': ({ purpose, readings, sampledAt }, incident) => {
    if (purpose.for !== 'opening' && purpose.for !== 'demand') return undefined;
    if (readings.length === 0) return undefined;
    return readingsCard(incident, { readings, sampledAt });
  },
  'evidence.saved': ({ evidence, by }, incident) => {
    if (evidence.from === 'automatic') return undefined;
    const item = incident.plan.evidence.find((candidate) => candidate.id === evidence.item);
    const answers = item ? ` It answers “${clip(item.title, 80)}”.` : '';
    return sentence([`${callActor(by, incident)} saved evidence: ${phrase(evidence.title, 120)}.${answers}`]);
  },
  'note.written': ({ text, by }, incident) => ({
    text: `Note by ${callActor(by, incident)}: ${clip(text, 500)}`,
    nodes: [
      { type: 'text', spans: [`Note by ${callActor(by, incident)}:`] },
      { type: 'quote', text: text.slice(0, 2000) },
    ],
  }),
  'trouble.noted': (event) => (event.about === undefined ? trouble(event) : knownTrouble(event)),
};

/** What a platform can't do is no fault; that a room is missing is one, and where it is told it is not missing. */
function knownTrouble({ about, chat, text }: EventOf<'trouble.noted'>): Card {
  if (about === 'limit') return sentence([`${clip(text, 400)} Said once.`]);
  const lead = `There is no room in ${chatName(chat ?? '')} yet: `;
  return sentence([{ bold: lead }, `${clip(text, 400)} airb tries again every 5 min.`]);
}

function trouble({ code, text }: EventOf<'trouble.noted'>): Card {
  // What was only late is over by the time it can be said.
  const past = code.startsWith('slow:') || code === 'rate_limited';
  const lead = past ? '' : 'airb has a problem: ';
  const more = past
    ? 'Said once. What was waiting is on its way.'
    : 'Said once. The incident goes on without it; ';
  return {
    text: `${lead}${clip(text, 400)}`,
    nodes: [
      { type: 'text', spans: past ? [clip(text, 400)] : [{ bold: lead }, clip(text, 400)] },
      {
        type: 'context',
        spans: past ? [more] : [more, { code: 'airb doctor' }, ' tells more.'],
      },
    ],
  };
}

function named(alert: Alert): Spans {
  return ['Alert ', { bold: clip(alert.title, 120) }];
}

/** The part to roll back, when the change belongs to one. */
function rollbackable(incident: Opened, name: string): string | undefined {
  return incident.plan.parts.find((part) => part.id === name || part.kind === name)?.id;
}
