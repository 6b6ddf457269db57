import type { Spans } from '../../domain/chat/card.ts';
import type { EventOf } from '../../domain/incident/events.ts';
import { handoverIn } from '../../domain/incident/handover.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { capital } from '../../domain/plain.ts';
import { roleNames } from '../../domain/response/role-asks.ts';
import { clockTime } from '../../domain/time.ts';
import { callName, mention, tag } from '../chat/naming.ts';
import { duty, ends, missing, whoHas } from '../chat/role-words.ts';
import { clip, sentence } from '../chat/spans.ts';
import type { EventWords } from './event-words.ts';

type Happens = 'role.assigned' | 'role.offered' | 'role.unanswered' | 'role.released' | 'role.asked';

export const words: EventWords<Happens> = {
  'role.assigned': {
    kind: 'people',
    weight: 'detail',
    line: ({ person, role, before, handover }) =>
      `${person.name} is now ${role}${before ? `, ${handover ? 'handed over by' : 'taking over from'} ${before.name}` : ''}`,
    chat: ({ role, person, before }) => {
      const handed = before && before.id !== person.id ? `, taking over from ${clip(before.name, 60)}` : '';
      return sentence([mention(person), ` is ${role} now${handed}: ${duty[role]}`]);
    },
  },
  'role.offered': {
    kind: 'people',
    weight: 'detail',
    line: ({ person, role, until }) =>
      `${person.name} was offered ${roleNames[role]}, with time to answer until ${clockTime(until)} UTC`,
  },
  'role.unanswered': {
    kind: 'people',
    weight: 'detail',
    line: ({ person, role, how }) => `${person.name} did not get ${roleNames[role]}: ${ends[how]}`,
    chat: unanswered,
  },
  'role.released': {
    kind: 'people',
    weight: 'important',
    line: ({ person, role }) => `${person.name} released ${roleNames[role]}; nobody has it`,
    chat: ({ role, person }, incident) =>
      sentence([
        `${callName(person.name, incident)} released ${roleNames[role]}: nobody ${missing[role]} now. The card and \`/airb role ${role}\` give it to whoever takes it.`,
      ]),
  },
  'role.asked': {
    kind: 'people',
    weight: 'detail',
    line: ({ role, times }) =>
      `Asked for a ${role}, because nobody has the role${times > 1 ? ` (${times} times)` : ''}`,
  },
};

/** Said to whoever offered it and in the room, where a no or a silence changes whom people look to. */
function unanswered({ handover, role, person, how }: EventOf<'role.unanswered'>, incident: Opened) {
  const offer = handoverIn(incident, handover);
  const who = callName(person.name, incident);
  const did = how === 'declined' ? 'declined' : 'did not answer the offer of';
  const to: Spans = offer ? [mention(offer.by), ': '] : [];
  return sentence([
    ...to,
    `${tag(incident)}: ${who} ${did} ${roleNames[role]}. ${capital(whoHas(role, incident))}.`,
  ]);
}
