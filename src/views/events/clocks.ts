import type { Spans } from '../../domain/chat/card.ts';
import { clockOf } from '../../domain/incident/clocks.ts';
import type { Opened, RegulatoryClock } from '../../domain/incident/state.ts';
import { inSeries, sentenceEnd } from '../../domain/plain.ts';
import { fullTime, inWords } from '../../domain/time.ts';
import { callActor, mention, tag } from '../chat/naming.ts';
import { clip, joined, sentence } from '../chat/spans.ts';
import type { EventWords } from './event-words.ts';

const ends = { met: 'was met', 'not-applicable': 'does not apply' };

export const words: EventWords<'clock.started' | 'clock.reminded' | 'clock.overdue' | 'clock.ended'> = {
  'clock.started': {
    kind: 'decision',
    weight: 'important',
    line: ({ name, from, dueAt, owner, reason }) =>
      `Regulatory clock started: ${name}, counted from ${fullTime(from)}, due ${fullTime(dueAt)}, owner ${owner.name}. ${sentenceEnd(reason)}`,
    chat: ({ by, name, dueAt, owner, reason, form, link, reading }, incident) =>
      sentence([
        { bold: `Regulatory clock: ${name}` },
        `, due `,
        { at: dueAt, style: 'date-time' },
        '. ',
        mention(owner),
        ` owns it (${tag(incident)}). `,
        `${callActor(by, incident)}: ${sentenceEnd(clip(reason, 300))}`,
        ...(form === undefined ? [] : [` To file: ${sentenceEnd(form)}`]),
        ...(link === undefined ? [] : [' ', { link, text: 'Where it is filed' }, '.']),
        ...(reading === undefined ? [] : [` ${sentenceEnd(reading)}`]),
      ] as Spans),
  },
  'clock.reminded': {
    kind: 'decision',
    weight: 'detail',
    line: ({ clock, at, dueAt }) => `Reminder: ${clock} is due in ${inWords(dueAt - at)}`,
    chat: ({ clock, at, dueAt }, incident) => {
      const running = clockOf(incident, clock);
      return sentence([
        ...(running ? [mention(running.owner), ': '] : []),
        `${running?.name ?? clock} of ${tag(incident)} is due in ${inWords(dueAt - at)}, `,
        { at: dueAt, style: 'date-time' },
        '.',
        ...filing(running, incident),
      ] as Spans);
    },
  },
  'clock.overdue': {
    kind: 'decision',
    weight: 'important',
    line: ({ clock, dueAt, people }) =>
      `${clock}, due ${fullTime(dueAt)}, is overdue; told: ${inSeries(people.map(({ name }) => name)) || 'nobody, the files name none'}`,
    chat: ({ at, clock, dueAt, people }, incident) => {
      const running = clockOf(incident, clock);
      return sentence([
        ...joined(
          people.map((person) => [mention(person)]),
          ', ',
        ),
        people.length > 0 ? ': ' : '',
        { bold: `${running?.name ?? clock} of ${tag(incident)} is overdue` },
        ' since ',
        { at: dueAt, style: 'date-time' },
        at - dueAt < 60_000 ? '.' : `, ${inWords(at - dueAt)}.`,
        running ? ` ${running.owner.name} owns it.` : '',
        ...filing(running, incident),
      ] as Spans);
    },
  },
  'clock.ended': {
    kind: 'decision',
    weight: 'important',
    line: ({ clock, how, reason }) => `Regulatory clock ${clock} ${ends[how]}: ${sentenceEnd(reason)}`,
    chat: ({ by, at, clock, how, reason }, incident) => {
      const ended = clockOf(incident, clock);
      const late =
        how === 'met' && ended !== undefined && at > ended.dueAt ? `, ${inWords(at - ended.dueAt)} late` : '';
      return sentence([
        { bold: `${ended?.name ?? clock} ${ends[how]}${late}` },
        ` (${tag(incident)}). ${callActor(by, incident)}: ${sentenceEnd(clip(reason, 300))}`,
      ]);
    },
  },
};

/** What to do, for whoever owns it. */
function filing(clock: RegulatoryClock | undefined, { number }: Opened): Spans {
  if (clock === undefined) return [];
  return [
    ...(clock.form === undefined ? [] : [` To file: ${sentenceEnd(clock.form)}`]),
    ' Then ',
    { code: `/airb #${number} clock done ${clock.id} <what was filed>` },
    '.',
  ];
}
