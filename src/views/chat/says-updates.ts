import type { Card } from '../../domain/chat/card.ts';
import { inWords } from '../../domain/time.ts';
import { press } from './controls.ts';
import { callActor, mention, tag } from './naming.ts';
import type { Says } from './said.ts';
import { clip, sentence, timeOf } from './spans.ts';

/** Updates posted, due and missed, as the incident's own channel hears of them. */
export const saidOfUpdates: Says<'update.posted' | 'update.nudged' | 'update.missed' | 'update.escalated'> = {
  'update.posted': ({ by, form, audiences, nextDueAt }, incident) => {
    const where =
      audiences.length > 0 ? ` to ${clip(audiences.join(', '), 200)}` : '; nobody subscribes to it';
    const next =
      nextDueAt === undefined ? ['. None is owed after it.'] : ['. Next due ', timeOf(nextDueAt), '.'];
    return sentence([`${callActor(by, incident)} posted the ${form} update${where}`, ...next]);
  },
  'update.nudged': ({ at, dueAt, person }, incident) =>
    withUpdateButton(
      sentence([
        ...(person ? [mention(person), ': the'] : ['The']),
        ` next stakeholder update of ${tag(incident)} is due at `,
        timeOf(dueAt),
        `, in ${inWords(Math.max(0, dueAt - at))}.`,
      ]),
      incident.number,
    ),
  'update.missed': ({ dueAt }, incident) =>
    withUpdateButton(
      sentence([
        'No update was written by ',
        timeOf(dueAt),
        ': stakeholders got an automatic status. A person still owes them one.',
      ]),
      incident.number,
    ),
  'update.escalated': ({ at, dueAt, person }, incident) =>
    withUpdateButton(
      sentence([
        mention(person),
        `: the stakeholder update of ${tag(incident)} due at `,
        timeOf(dueAt),
        ` is ${at > dueAt ? `${inWords(at - dueAt)} late` : 'late'}. Post it, or hand communications to somebody who can.`,
      ]),
      incident.number,
    ),
};

function withUpdateButton(card: Card, number: number): Card {
  const control = press(
    'update.open',
    { incident: number, form: 'internal' },
    { label: 'Post update…', style: 'primary' },
  );
  return { ...card, nodes: [...card.nodes, { type: 'actions', controls: [control] }] };
}
