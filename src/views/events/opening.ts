import { capital, sentenceEnd } from '../../domain/plain.ts';
import { tag } from '../chat/naming.ts';
import { clip, sentence, timeOf } from '../chat/spans.ts';

import type { EventWords } from './event-words.ts';

export const words: EventWords<'incident.opened' | 'room.opened' | 'room.lost' | 'room.replaced'> = {
  'incident.opened': {
    kind: 'alert',
    weight: 'important',
    line: (event) =>
      `Incident opened as ${event.severity.toUpperCase()}: ${sentenceEnd(event.title)} ${capital(sentenceEnd(event.because))}`,
  },
  'room.opened': {
    kind: 'record',
    weight: 'detail',
    line: (event) => `Channel #${event.name} opened`,
  },
  'room.lost': {
    kind: 'record',
    weight: 'important',
    line: (event) => `Channel #${event.name} lost: ${event.why}`,
    chat: ({ name, why, last }, incident) =>
      sentence([
        { bold: `${tag(incident)} has lost its channel #${clip(name, 80)}.` },
        // What the chat advises besides is what airb does now.
        ` ${capital(sentenceEnd(clip(why.split(/(?<=\.) /)[0] ?? why, 300)))} `,
        last
          ? 'It was taken away several times, so airb opens no other one: say where you go on, and use `/airb` with the number.'
          : 'airb comes back into it or opens another one, invites whoever was there, and says so here.',
      ]),
  },
  'room.replaced': {
    kind: 'record',
    weight: 'important',
    line: ({ from, to, name }) =>
      from.room === to ? `Back in channel #${name}` : `Channel #${name} takes the place of #${from.name}`,
    chat: ({ at, from, to }, incident) =>
      sentence(
        from.room === to
          ? [
              { bold: `${tag(incident)} goes on here.` },
              ' airb was not in this channel from ',
              timeOf(from.at),
              ' to ',
              timeOf(at),
              '; what was written here meanwhile is not on the record.',
            ]
          : [
              { bold: `${tag(incident)} goes on here.` },
              ' This channel takes the place of ',
              { room: from.room, name: from.name },
              ', which airb could not use any more at ',
              timeOf(from.at),
              '. Card and checklist above are as things stand; what was said before is on the record.',
            ],
      ),
  },
};
