import type { Button, Card, Spans } from '../../domain/chat/card.ts';
import { audiencesHeld } from '../../domain/incident/audiences.ts';
import type { EventOf, IncidentEvent, UpdateText } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { formDue } from '../../domain/incident/update-promises.ts';
import { actorName } from '../../domain/people.ts';
import { capital, inSeries, sentenceEnd } from '../../domain/plain.ts';
import type { UpdateWarning } from '../../domain/response/update-warnings.ts';
import { betweenWords, clockTime, inWords, minute } from '../../domain/time.ts';
import { keptOf, keptWords } from '../adherence.ts';
import { press } from '../chat/controls.ts';
import { callActor, mention, tag } from '../chat/naming.ts';
import { clip, phrase, sentence, timeOf } from '../chat/spans.ts';
import { readerNames } from '../readers.ts';
import type { EventWords } from './event-words.ts';
import { isDrill, isPrivate, type Lexicon } from './lexicon.ts';

type Said =
  | 'update.posted'
  | 'update.proposed'
  | 'update.declined'
  | 'update.corrected'
  | 'update.snoozed'
  | 'update.nudged'
  | 'update.missed'
  | 'update.escalated';

export const words: EventWords<Said> = {
  'update.posted': {
    kind: 'update',
    weight: 'important',
    line: updatePosted,
    chat: (event, incident) => {
      const { by, form, audiences, unheard } = event;
      const who = callActor(by, incident);
      const said = incident.drill
        ? `${who} wrote the ${form} update; in a drill it goes to nobody`
        : `${who} posted the ${form} update${audiences.length > 0 ? ` to ${toldIn(audiences, incident)}` : '; nobody subscribes to it'}`;
      const still: Spans = unheard ? [', so the one that is owed is owed still'] : [];
      const kept = keptOf(event);
      return withButtons(
        sentence([
          said,
          ...still,
          ...(typeof kept === 'object' ? [`, ${keptWords(event)}`] : []),
          ...nextSpans(incident),
          ...warnedSpans(event),
        ]),
        [press('update.edit', { incident: incident.number, form }, { label: 'Correct it…' })],
      );
    },
  },
  'update.proposed': {
    kind: 'update',
    weight: 'important',
    line: ({ by, form, text }) =>
      `${actorName(by)} wrote a ${form} update, which waits for the commander: ${sentenceEnd(text.users)}`,
  },
  'update.declined': {
    kind: 'update',
    weight: 'important',
    line: ({ by, reason }) => `${actorName(by)} did not send the update that waited: ${sentenceEnd(reason)}`,
    chat: ({ by, update, reason }, incident) => {
      const writer = incident.heldUpdates?.find(({ id }) => id === update)?.by;
      return sentence([
        ...(writer ? [mention(writer), ': '] : []),
        `${callActor(by, incident)} did not send the customer update of ${tag(incident)}: ${phrase(reason, 300)}.`,
      ]);
    },
  },
  'update.corrected': {
    kind: 'update',
    weight: 'important',
    line: ({ by, form, postedAt, was, text }) =>
      `${actorName(by)} corrected the ${form} update of ${clockTime(postedAt)}: ${changedWords(was, text)}`,
    chat: (event, incident) =>
      sentence([
        `${callActor(event.by, incident)} corrected the ${event.form} update of `,
        timeOf(event.postedAt),
        incident.drill
          ? '; in a drill it has no readers. The log keeps both.'
          : '; its readers see when. The log keeps both.',
        ...warnedSpans(event),
      ]),
  },
  'update.snoozed': {
    kind: 'update',
    weight: 'important',
    line: ({ by, from, dueAt, reason, audiences }, { plan }, events) =>
      `${actorName(by)} put off the update due at ${clockTime(from)} to ${clockTime(dueAt)}${audiences.length > 0 && !isDrill(events) ? `; ${inSeries(readerNames(audiences, plan))} heard so` : ''}: ${sentenceEnd(reason)}`,
    chat: ({ by, from, dueAt, reason, audiences }, incident) =>
      sentence([
        `${callActor(by, incident)} put off the next update from `,
        timeOf(from),
        ' to ',
        timeOf(dueAt),
        heardSo(audiences, incident),
        `: ${phrase(reason, 300)}. It can't be put off again before an update.`,
      ]),
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
          `, in ${at < dueAt ? betweenWords(at, dueAt) : inWords(0)}.`,
        ]),
        incident,
      ),
  },
  'update.missed': {
    kind: 'update',
    weight: 'important',
    line: (event, _, events) =>
      `Update due at ${clockTime(event.dueAt)} missed; ${isPrivate(events) ? 'nobody was told, as the incident is private' : `stakeholders ${isDrill(events) ? 'would have got' : 'got'} an automatic holding statement`}`,
    chat: (event, incident) =>
      withUpdateButton(
        sentence(['No update was written by ', timeOf(event.dueAt), `: ${insteadOf(event, incident)}.`]),
        incident,
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
          ` ${at - dueAt < minute ? 'has not come' : `is ${betweenWords(dueAt, at)} late`}. Post it, or hand communications to somebody who can.`,
        ]),
        incident,
      ),
  },
};

/** Who got the automatic status in place of a person's words, which need not be anybody. */
function insteadOf({ forms }: EventOf<'update.missed'>, incident: Opened): string {
  if (incident.drill) return 'stakeholders would have got an automatic status';
  if (incident.private) return 'nobody outside was told, as the incident is private';
  const heard = audiencesHeld(incident).some(({ form }) => forms?.includes(form) ?? true);
  return heard ? 'stakeholders got an automatic status' : 'nobody hears of it by themselves';
}

function withUpdateButton(card: Card, incident: Opened): Card {
  const { number } = incident;
  const late = incident.cadence.overdueFrom !== undefined;
  return withButtons(card, [
    press(
      'update.open',
      { incident: number, form: formDue(incident) },
      { label: 'Post update…', style: 'primary' },
    ),
    ...(late || incident.cadence.snoozedFrom !== undefined
      ? []
      : [press('update.snooze', { incident: number }, { label: 'Put off…' })]),
  ]);
}

function withButtons(card: Card, controls: Button[]): Card {
  return { ...card, nodes: [...card.nodes, { type: 'actions', controls }] };
}

/** Who heard of a new time; in a drill nobody is told. */
function heardSo(audiences: string[], incident: Opened): string {
  if (audiences.length === 0) return '; nobody had been promised it';
  return incident.drill ? '; in a drill nobody is told' : `; ${toldIn(audiences, incident)} heard so`;
}

function toldIn(audiences: string[], { plan }: Opened): string {
  return clip(readerNames(audiences, plan).join(', '), 200);
}

function nextSpans(incident: Opened): Spans {
  const { dueAt } = incident.cadence;
  return dueAt === undefined ? ['. None is owed after it.'] : ['. Next due ', timeOf(dueAt), '.'];
}

/** Whoever reads the record sees what its writer was warned of and sent all the same. */
function warnedSpans({ warned = [] }: { warned?: UpdateWarning[] }): Spans {
  return warned.length === 0 ? [] : [` Confirmed in spite of a warning: ${clip(warnedWords(warned), 300)}.`];
}

function warnedWords(warned: UpdateWarning[]): string {
  return inSeries(warned.map(({ words, kind }) => `“${words}” (${kind})`));
}

function updatePosted(event: EventOf<'update.posted'>, { plan }: Lexicon, events: IncidentEvent[]): string {
  const next = event.nextDueAt === undefined ? '' : ` Next update ${clockTime(event.nextDueAt)}.`;
  const drill = isDrill(events);
  const to =
    event.audiences.length === 0 || drill ? '' : ` to ${inSeries(readerNames(event.audiences, plan))}`;
  const did = drill ? 'written; in a drill it goes to nobody' : 'sent';
  const kept = keptWords(event);
  const { warned = [] } = event;
  const spite = warned.length === 0 ? '' : ` Confirmed in spite of a warning: ${warnedWords(warned)}.`;
  return `${capital(event.form)} update ${did}${to}${kept === '' ? '' : `, ${kept}`}: ${sentenceEnd(event.text.users)}${next}${spite}`;
}

function changedWords(was: UpdateText, text: UpdateText): string {
  const lines = (Object.keys(was) as (keyof UpdateText)[]).filter((line) => was[line] !== text[line]);
  return lines.map((line) => `“${clip(was[line], 120)}” → “${clip(text[line], 120)}”`).join('; ');
}
