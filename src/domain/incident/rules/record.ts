import type { Rules } from '../commands.ts';
import { chatOfRef, roomIn } from '../rooms.ts';

/** What people say and keep, and what airb reports of itself. */
export const recordRules: Rules<
  | 'room.opened'
  | 'note'
  | 'message'
  | 'message.mark'
  | 'evidence'
  | 'cancel'
  | 'postmortem'
  | 'postmortem.drafted'
  | 'trouble'
> = {
  'room.opened': ({ at, by, room, name, announced }, incident) => {
    if (roomIn(incident, chatOfRef(room)) !== undefined) return { events: [] };
    return { events: [{ at, by, type: 'room.opened', room, name, ...(announced && { announced }) }] };
  },

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

  evidence: ({ at, by, evidence }, incident) => {
    if (evidence.content.trim() === '')
      return { rejected: 'There is nothing in it to keep.', next: 'Paste the text or a link.' };
    const known = incident.evidence.find(
      (one) => one.sha256 === evidence.sha256 && one.item === evidence.item,
    );
    if (known) return { events: [], note: `${known.by} saved exactly this already, as "${known.title}".` };
    return { events: [{ at, by, type: 'evidence.saved', evidence }] };
  },

  cancel: ({ at, by, reason }, incident) => {
    if (reason.trim() === '') {
      return {
        rejected: `Say why INC-${incident.number} is no incident.`,
        next: '`/airb cancel duplicate of #41`',
      };
    }
    return { events: [{ at, by, type: 'cancelled', reason: reason.trim() }] };
  },

  postmortem: ({ at, by }) => ({ events: [{ at, by, type: 'postmortem.requested' }] }),

  'postmortem.drafted': ({ at, by, file }) => ({ events: [{ at, by, type: 'postmortem.drafted', file }] }),

  trouble: ({ at, by, code, text, about, chat }, incident) => {
    if (incident.troubles.includes(code)) return { events: [] };
    const where = { ...(about !== undefined && { about }), ...(chat !== undefined && { chat }) };
    return { events: [{ at, by, type: 'trouble.noted', code, text, ...where }] };
  },
};
