import type { Spans } from '../../domain/chat/card.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { capital, count, cut, inSeries, oneLine, sentenceEnd } from '../../domain/plain.ts';
import { fullTime, inWords } from '../../domain/time.ts';
import { callActor, mention, tag } from '../chat/naming.ts';
import { clip, joined, sentence } from '../chat/spans.ts';
import type { EventWords } from './event-words.ts';

export const words: EventWords<
  | 'milestone.corrected'
  | 'postmortem.written'
  | 'postmortem.taken-back'
  | 'postmortem.published'
  | 'postmortem.reminded'
> = {
  'milestone.corrected': {
    kind: 'record',
    weight: 'detail',
    line: ({ milestone, to, was, why }) =>
      `Time corrected: ${milestone} ${fullTime(to)}${was === undefined ? '' : `, not ${fullTime(was)}`}. ${sentenceEnd(why)}`,
    chat: ({ by, milestone, to, was, why }, incident) =>
      sentence([
        { bold: `${capital(milestone)}: ` },
        { at: to, style: 'date-time' },
        ...(was === undefined ? [] : ([', not ', { at: was, style: 'date-time' }] as Spans)),
        `. ${callActor(by, incident)}: ${sentenceEnd(clip(why, 300))} The times and durations of the postmortem follow; the log keeps what airb recorded.`,
      ]),
  },
  'postmortem.written': {
    kind: 'record',
    weight: 'detail',
    line: ({ place, title, text }) =>
      `Postmortem, ${place.startsWith('q:') ? 'answer to' : 'written under'} “${title}”: ${cut(oneLine(text), 120)}`,
  },
  'postmortem.taken-back': {
    kind: 'record',
    weight: 'detail',
    line: ({ title }) => `Postmortem, words under “${title}” taken back`,
  },
  'postmortem.published': {
    kind: 'record',
    weight: 'important',
    line: ({ version, page, open }) =>
      `Postmortem published as version ${version}, sha-256 ${page.was ?? page.hash}${page.was === undefined ? '' : `, redacted since to ${page.hash}`}${open.length === 0 ? '' : `; ${count(open.length, 'question')} left open`}`,
    chat: ({ by, version, page, open }, incident) =>
      sentence([
        { bold: `${callActor(by, incident)} published the postmortem, version ${version}. ` },
        ...(open.length === 0 ? [] : [`${count(open.length, 'question')} left open. `]),
        ...frozenLink(incident, version),
        ' It stays as it is: sha-256 ',
        { code: page.hash },
        '. What is written later becomes another version.',
      ]),
  },
  'postmortem.reminded': {
    kind: 'record',
    weight: 'detail',
    line: ({ dueAt, rung, people }) =>
      `Reminder: the postmortem ${rung === 'before' ? 'is' : 'was'} due ${fullTime(dueAt)}; told: ${inSeries(people.map(({ name }) => name)) || 'nobody, no one owns the follow-up'}`,
    chat: ({ at, dueAt, rung, people }, incident) => {
      const [owner] = people;
      const owns = owner === undefined ? 'Nobody owns it' : `${owner.name} owns it`;
      const when: Spans =
        rung === 'before'
          ? [`is due in ${inWords(dueAt - at)}, `, { at: dueAt, style: 'date-time' }, '.']
          : ['was due ', { at: dueAt, style: 'date-time' }, ' and is not published.'];
      return sentence([
        ...joined(
          people.map((person) => [mention(person)]),
          ', ',
        ),
        people.length > 0 ? ': ' : '',
        `the postmortem of ${tag(incident)} `,
        ...when,
        ` ${owns}. `,
        { code: `/airb #${incident.number} postmortem edit` },
        ' opens it, ',
        { code: `/airb #${incident.number} postmortem publish` },
        ' publishes it and ends these reminders.',
      ]);
    },
  },
};

/** Where the version is read; chat alone knows no page. */
function frozenLink({ plan }: Opened, version: number): Spans {
  const { page } = plan.links;
  return page === undefined ? [] : [{ link: `${page}/postmortem/${version}`, text: 'Read it' }, '.'];
}
