import { redSignals } from '../response/red.ts';
import { type Duration, type Instant, second } from '../time.ts';
import { archiveTimer } from './archiving.ts';
import { audiencesTold, hear } from './audiences.ts';
import { canvas } from './canvas.ts';
import { calledOffAtTheEnd } from './containment-approval.ts';
import type { EventOf } from './events.ts';
import { inChat } from './every-room.ts';
import { handoversAtTheEnd } from './handover.ts';
import { quietPagers, redrawPages } from './paging-out.ts';
import { factsOf, reached } from './phases.ts';
import { redrawProposals } from './proposals.ts';
import { chatOfRef, chatsOf } from './rooms.ts';
import { type Folds, nothing, type Reactions, type Rules, unchanged } from './slice.ts';
import { isOpen, type Opened } from './state.ts';
import { redrawAskings } from './vacancies.ts';
import { announce, draw, say, tell, type Wish, wish } from './wishes.ts';

type Happens =
  | 'note.written'
  | 'message.said'
  | 'message.marked'
  | 'cancelled'
  | 'postmortem.requested'
  | 'postmortem.drafted'
  | 'trouble.noted';

/** Rules for what people say, and for the trouble airb reports about itself. */
export const rules: Rules<
  'note' | 'message' | 'message.mark' | 'cancel' | 'postmortem' | 'postmortem.drafted' | 'trouble'
> = {
  note: ({ at, by, text }) => {
    if (text.trim() === '')
      return { rejected: 'The note is empty.', next: '`/airb note saw the same in the app logs`' };
    return { events: [{ at, by, type: 'note.written', text: text.trim() }] };
  },

  message: ({ at, by, message, text, files }) => ({
    events: [{ at, by, type: 'message.said', message, text, files }],
  }),

  'message.mark': ({ at, by, message, text, marked }, incident) => {
    if (incident.marked.includes(message) === marked) return { events: [] };
    return { events: [{ at, by, type: 'message.marked', message, text, marked }] };
  },

  cancel: ({ at, by, reason }, incident) => {
    if (reason.trim() === '') {
      return {
        rejected: `Say why INC-${incident.number} is not an incident.`,
        next: '`/airb cancel duplicate of #41`',
      };
    }
    const red = redSignals(incident, at).map(({ signal }) => signal);
    return {
      events: [
        ...calledOffAtTheEnd({ at, by }, incident, 'cancelled'),
        ...handoversAtTheEnd({ at, by }, incident),
        { at, by, type: 'cancelled', reason: reason.trim(), ...(red.length > 0 && { red }) },
      ],
    };
  },

  postmortem: ({ at, by }) => ({ events: [{ at, by, type: 'postmortem.requested' }] }),

  'postmortem.drafted': ({ at, by, file }) => ({ events: [{ at, by, type: 'postmortem.drafted', file }] }),

  trouble: ({ at, by, code, text, about, chat }, incident) => {
    if (incident.troubles.includes(code)) return { events: [] };
    const where = { ...(about !== undefined && { about }), ...(chat !== undefined && { chat }) };
    return { events: [{ at, by, type: 'trouble.noted', code, text, ...where }] };
  },
};

export const folds: Folds<Happens> = {
  'note.written': unchanged,
  'message.said': unchanged,
  'message.marked': (incident, { message, marked }) => ({
    ...incident,
    marked: marked ? [...incident.marked, message] : incident.marked.filter((one) => one !== message),
  }),
  cancelled: (incident, { at, reason, red }) => ({
    ...factsOf(incident),
    phase: 'cancelled',
    cancelledAt: at,
    reason,
    ...(red && { cancelledRed: red }),
  }),
  'postmortem.requested': unchanged,
  'postmortem.drafted': (incident, { at }) =>
    reached({ ...incident, drafts: incident.drafts + 1 }, 'drafted', at),
  // A trouble is told once; the reason why there is no room is kept until there is a room.
  'trouble.noted': (incident, { code, text, about, chat }) => {
    const troubles = [...incident.troubles, code];
    if (about !== 'room' || chat === undefined) return { ...incident, troubles };
    return { ...incident, troubles, roomTroubles: [...incident.roomTroubles, { chat, text }] };
  },
};

export const reactions: Reactions<Happens> = {
  'note.written': (event) => [tell(event)],
  'message.said': relayed,
  'message.marked': nothing,
  cancelled: (event, incident) => [
    ...archiveTimer(event.at, incident),
    ...quietPagers(event.at, incident, 'resolve'),
    ...redrawPages(event.at, incident),
    draw(event.at, { of: 'card' }),
    ...redrawAskings(event.at, incident),
    ...redrawProposals(event.at, incident),
    ...announce(event.at, incident),
    tell(event),
    ...audiencesTold(incident).flatMap((audience) =>
      hear(event.at, audience, { as: 'cancelled', event, form: audience.form }),
    ),
  ],
  'postmortem.requested': ({ at }) => files(at),
  'postmortem.drafted': (event) => [
    tell(event),
    draw(event.at + afterFiles, { of: 'revision' }),
    canvas(event.at + afterFiles),
  ],
  'trouble.noted': (event, incident) => [
    ...(event.about === 'room' ? redrawPages(event.at, incident) : []),
    ...hearers(event, incident).map((chat) => inChat(tell(event), chat)),
  ],
};

/** By then both files of a draft are usually out, and one of each follows them. */
const afterFiles: Duration = 5 * second;

/** The postmortem draft as two files. The Markdown comes first, because that is the one people edit. */
export function files(at: Instant): Wish[] {
  const contents = ['postmortem.md', 'postmortem.html'] as const;
  return contents.map((content) =>
    wish(
      at,
      { kind: 'file', place: { to: 'room' }, name: content, content },
      { lane: 'files', urgency: 4, coalesce: `file:${content}`, waitsFor: 'room' },
    ),
  );
}

/** What a file is called in chat. */
export function fileName(incident: number, name: string): string {
  return `inc-${incident}-${name}`;
}

/**
 * The chats whose rooms are told of a trouble; undefined means all. What a platform can't do is told in its own chat.
 * That a room can't be opened is told in the other chats: in its own the message would wait for that very room.
 */
function hearers({ about, chat }: EventOf<'trouble.noted'>, incident: Opened): (string | undefined)[] {
  if (about === undefined) return [undefined];
  if (about === 'limit') return [chat];
  return chatsOf(incident.plan).filter((one) => one !== chat);
}

/**
 * Copies a message from one room to the others, as literal text under the person's name. Messages can't go round in a
 * circle, because a chat adapter reports only what people write, never what airb posted.
 */
function relayed(event: EventOf<'message.said'>, incident: Opened): Wish[] {
  if (!isOpen(incident)) return [];
  const from = chatOfRef(event.message);
  const others = chatsOf(incident.plan).filter((chat) => chat !== from);
  return others.map((chat) => inChat(say(event.at, { to: 'room' }, { as: 'relay', event, from }), chat));
}
