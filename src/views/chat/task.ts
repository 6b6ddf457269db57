import type { Card, Node, Spans } from '../../domain/chat/card.ts';
import type { Slot } from '../../domain/incident/slots.ts';
import type { Opened } from '../../domain/incident/state.ts';
import type { PersonId } from '../../domain/people.ts';
import { systemShown } from '../../domain/runbooks/system-name.ts';
import { press } from './controls.ts';
import { callName, severityWord, tag } from './naming.ts';
import { numberOf, stepOf, stepState } from './progress.ts';
import { asText, clip, timeOf, withCode } from './spans.ts';

/** The direct message to somebody who was given a step: what to look at, and the buttons that settle it; kept current. */
export function taskCard(
  incident: Opened,
  { step: id, turn }: Extract<Slot, { of: 'task' }>,
): Card | undefined {
  const step = stepOf(incident, id);
  if (step === undefined) return undefined;
  const state = stepState(incident, id);
  const given = state.given ?? [];
  const mine = state.status === 'open' && turn === given.length && state.assignee?.id === given.at(-1);
  const number = numberOf(incident, step);
  const system = clip(systemShown(incident.plan.system), 60);
  const head: Spans = [
    `${tag(incident)} ${severityWord(incident.severity)} ${system} — `,
    { bold: `Step ${number} ${mine ? 'is yours' : 'was given to you'}: ${clip(step.title, 120)}` },
    '.',
  ];
  const look: Node = { type: 'text', spans: [{ bold: 'Look at: ' }, ...withCode(clip(step.look, 500))] };
  const value = { incident: incident.number, step: id };
  const spans: Spans = mine ? head : [...head, ' ', ...fate(incident, id, given[turn - 1])];
  return {
    text: asText(spans),
    nodes: [
      { type: 'text', spans },
      ...(mine ? [look] : []),
      ...(incident.room
        ? [
            {
              type: 'context' as const,
              spans: ['Open channel: ', { room: incident.room, name: incident.roomName }],
            },
          ]
        : []),
      ...(mine
        ? [
            {
              type: 'actions' as const,
              controls: [
                press('step.find', value, { label: 'Done: what I found…', style: 'primary' }),
                press('step.done', value, { label: 'Done' }),
                press('step.assign', value, { label: 'Give it to somebody else…' }),
              ],
            },
          ]
        : []),
    ],
  };
}

/** Why there is nothing to do any more. */
function fate(incident: Opened, id: string, person: PersonId | undefined): Spans {
  const { status, by, at, assignee } = stepState(incident, id);
  if (status === 'open' && assignee !== undefined && assignee.id === person)
    return ['It was given to you anew.'];
  if (status === 'open')
    return [assignee ? `${callName(assignee.name, incident)} has it now.` : 'Nobody has it now.'];
  const who = by ? callName(by, incident) : 'airb';
  return [`${status === 'done' ? 'Done' : 'Skipped'} by ${who}`, ...(at ? [' ', timeOf(at)] : []), '.'];
}
