import type { Card, Spans } from '../../domain/chat/card.ts';
import type { EventOf } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { actorName } from '../../domain/people.ts';
import { inSeries, sentenceEnd } from '../../domain/plain.ts';
import { day } from '../../domain/time.ts';
import { press } from '../chat/controls.ts';
import { callActor } from '../chat/naming.ts';
import { chatName } from '../chat/relay.ts';
import { clip, phrase, sentence } from '../chat/spans.ts';
import type { EventWords } from './event-words.ts';
import { isDrill } from './lexicon.ts';

export const words: EventWords<
  | 'note.written'
  | 'message.said'
  | 'message.marked'
  | 'cancelled'
  | 'entry.redacted'
  | 'postmortem.requested'
  | 'postmortem.drafted'
  | 'trouble.noted'
> = {
  'note.written': {
    kind: 'talk',
    weight: 'important',
    line: (event) => `Note: ${event.text}`,
    chat: ({ text, by }, incident) => ({
      text: `Note by ${callActor(by, incident)}: ${clip(text, 500)}`,
      nodes: [
        { type: 'text', spans: [`Note by ${callActor(by, incident)}:`] },
        { type: 'quote', text: text.slice(0, 2000) },
      ],
    }),
  },
  'message.said': {
    kind: 'talk',
    weight: 'detail',
    line: (event) => `“${event.text}”${files(event.files)}`,
  },
  'message.marked': {
    kind: 'talk',
    weight: 'detail',
    line: (event) => `${event.marked ? 'Marked for the record' : 'Mark taken back'}: “${event.text}”`,
  },
  'entry.redacted': {
    kind: 'record',
    weight: 'important',
    line: (event) => `Entry ${event.entry} redacted: ${event.why}`,
    chat: ({ by, entry, why }, incident) =>
      sentence([
        `${callActor(by, incident)} redacted entry ${entry} of the record: ${clip(why, 300)}. airb’s own posts and drafts change with it; what people wrote themselves they have to delete in chat.`,
      ]),
  },
  cancelled: {
    kind: 'decision',
    weight: 'important',
    line: (event, _, events) =>
      `${isDrill(events) ? 'Drill stopped' : 'Cancelled'} by ${actorName(event.by)}: ${event.reason}`,
    chat: ({ by, reason }, incident) =>
      sentence([
        incident.drill
          ? `Drill stopped by ${callActor(by, incident)}: ${phrase(reason, 300)}. It is over for everybody in it.`
          : `Cancelled by ${callActor(by, incident)}: ${phrase(reason, 300)}. No further pages or updates are sent.`,
      ]),
  },
  'postmortem.requested': {
    kind: 'record',
    weight: 'detail',
    line: (event) => `${actorName(event.by)} asked for the postmortem draft`,
  },
  'postmortem.drafted': {
    kind: 'record',
    weight: 'detail',
    line: (event) => `Postmortem drafted: ${event.file}`,
    chat: ({ file, at }, incident) => {
      if (file.endsWith('.html'))
        return sentence([
          `The same draft as a page to read and print: ${clip(file, 120)}.`,
          ...livePage(incident),
        ]);
      const from = incident.phase === 'resolved' ? incident.resolvedAt : at;
      return sentence(
        [
          `The postmortem draft is written: ${clip(file, 120)}. Its marked questions are for the author; it is due `,
          { at: from + incident.plan.postmortemDueDays * day, style: 'date-time' },
          '. Its proposals become work with an owner and a day: ',
          { code: '/airb action' },
          ' lists them. Write and publish: ',
          { code: `/airb #${incident.number} postmortem edit` },
          ' gives you a link of your own to answer and edit, ',
          { code: `/airb #${incident.number} postmortem publish` },
          ' publishes it.',
        ],
        [
          {
            type: 'actions',
            controls: [
              press('action-item.open', { incident: incident.number }, { label: 'Add an action item…' }),
            ],
          },
        ],
      );
    },
  },
  'trouble.noted': {
    kind: 'record',
    weight: 'detail',
    line: (event) => `Trouble: ${event.text}`,
    chat: (event) => (event.about === undefined ? trouble(event) : knownTrouble(event)),
  },
};

/** Where the draft stands with people's words in it; chat alone knows no page. */
function livePage({ number, plan }: Opened): Spans {
  const { page } = plan.links;
  if (page === undefined) return [];
  return [
    ' As it stands now: ',
    { link: `${page}/postmortem`, text: `the postmortem of INC-${number}` },
    '.',
  ];
}

function files(names: string[]): string {
  return names.length === 0 ? '' : ` [${inSeries(names)}]`;
}

/**
 * The room's sentence about a trouble. What a platform can't do is not a fault. A missing room is one, and only other
 * rooms are told of it.
 */
function knownTrouble({ about, chat, text }: EventOf<'trouble.noted'>): Card {
  if (about === 'limit') return sentence([`${clip(text, 400)} Said once.`]);
  const lead = `There is no room in ${chatName(chat ?? '')} yet: `;
  return sentence([{ bold: lead }, `${clip(text, 400)} airb tries again every 5 min.`]);
}

function trouble({ code, text }: EventOf<'trouble.noted'>): Card {
  // A target or a pager may be away while the chat takes this.
  if (/^(trying|paging|calling-off):/.test(code)) {
    const stop = code.startsWith('trying:') ? ' “Stop trying” on its message ends that.' : '';
    return sentence([{ bold: sentenceEnd(clip(text, 400)) }, ` airb goes on trying.${stop}`]);
  }
  // A delay of the chat is over by the time airb can report it there.
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
