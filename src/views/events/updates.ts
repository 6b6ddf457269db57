import type { Card } from '../../domain/chat/card.ts';
import type { EventOf } from '../../domain/incident/events.ts';
import { capital, inSeries, sentenceEnd } from '../../domain/plain.ts';
import { clockTime, inWords } from '../../domain/time.ts';
import { press } from '../chat/controls.ts';
import { callActor, mention, tag } from '../chat/naming.ts';
import { clip, sentence, timeOf } from '../chat/spans.ts';
import type { EventWords } from './event-words.ts';

export const words: EventWords<'update.posted' | 'update.nudged' | 'update.missed' | 'update.escalated'> = {
  'update.posted': {
    kind: 'update',
    weight: 'important',
    line: updatePosted,
    chat: ({ by, form, audiences, nextDueAt }, incident) => {
      const where =
        audiences.length > 0 ? ` to ${clip(audiences.join(', '), 200)}` : '; nobody subscribes to it';
      const next =
        nextDueAt === undefined ? ['. None is owed after it.'] : ['. Next due ', timeOf(nextDueAt), '.'];
      return sentence([`${callActor(by, incident)} posted the ${form} update${where}`, ...next]);
    },
  },
  'update.nudged': {
    kind: 'update',
    weight: 'detail',
    line: (event) =>
      `${event.person ? `${event.person.name} reminded` : 'Reminder'}: update due at ${clockTime(event.dueAt)}`,
    chat: ({ at, dueAt, person }, incident) =>
      withUpdateButton(
        sentence([
          ...(person ? [mention(person), ': the'] : ['The']),
          ` next stakeholder update of ${tag(incident)} is due at `,
          timeOf(dueAt),
          `, in ${inWords(Math.max(0, dueAt - at))}.`,
        ]),
        incident.number,
      ),
  },
  'update.missed': {
    kind: 'update',
    weight: 'important',
    line: (event) =>
      `Update due at ${clockTime(event.dueAt)} missed; stakeholders got an automatic holding statement`,
    chat: ({ dueAt }, incident) =>
      withUpdateButton(
        sentence([
          'No update was written by ',
          timeOf(dueAt),
          ': stakeholders got an automatic status. A person still owes them one.',
        ]),
        incident.number,
      ),
  },
  'update.escalated': {
    kind: 'update',
    weight: 'important',
    line: (event) => `Update due at ${clockTime(event.dueAt)} still missing; ${event.person.name} told`,
    chat: ({ at, dueAt, person }, incident) =>
      withUpdateButton(
        sentence([
          mention(person),
          `: the stakeholder update of ${tag(incident)} due at `,
          timeOf(dueAt),
          ` is ${at > dueAt ? `${inWords(at - dueAt)} late` : 'late'}. Post it, or hand communications to somebody who can.`,
        ]),
        incident.number,
      ),
  },
};

function withUpdateButton(card: Card, number: number): Card {
  const control = press(
    'update.open',
    { incident: number, form: 'internal' },
    { label: 'Post update…', style: 'primary' },
  );
  return { ...card, nodes: [...card.nodes, { type: 'actions', controls: [control] }] };
}

function updatePosted(event: EventOf<'update.posted'>): string {
  const next = event.nextDueAt === undefined ? '' : ` Next update ${clockTime(event.nextDueAt)}.`;
  const to = event.audiences.length === 0 ? '' : ` to ${inSeries(event.audiences)}`;
  return `${capital(event.form)} update sent${to}: ${sentenceEnd(event.text.users)}${next}`;
}
