import type { Spans } from '../../domain/chat/card.ts';
import { itemIn } from '../../domain/incident/action-items.ts';
import type { EventType, ItemChange } from '../../domain/incident/events.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { count, inSeries, sentenceEnd } from '../../domain/plain.ts';
import { withItemButtons } from '../chat/action-items.ts';
import { fate, lateness, notedSpans, reminderSpans } from '../chat/item-told.ts';
import { callActor, mention, tag } from '../chat/naming.ts';
import { clip, phrase, sentence } from '../chat/spans.ts';
import { dayWords, kindWords, shippedSpans, trackerWords } from '../follow-up/item-words.ts';
import type { EventWords } from './event-words.ts';

type ItemEvent = Extract<EventType, `action-item.${string}`>;

/** What was to be done, as far as the record still says it. */
function what(incident: Opened, number: number): string {
  return phrase(itemIn(incident, number)?.what ?? '', 200);
}

function named(incident: Opened, number: number): Spans {
  return [{ bold: `Action item ${number} of ${tag(incident)}` }, ` (${what(incident, number)})`];
}

export const words: EventWords<ItemEvent> = {
  'action-item.added': {
    kind: 'decision',
    weight: 'important',
    line: ({ item, kind, what, owner, due }) =>
      `Action item ${item} (${kindWords[kind].toLowerCase()}): ${phrase(what, 300)}; owner ${owner.name}, due ${dayWords(due)}`,
    chat: (event, incident) => withItemButtons(sentence(notedSpans(incident, event)), incident, event.item),
  },
  'action-item.changed': {
    kind: 'decision',
    weight: 'detail',
    line: ({ item, before, ...now }) => `Action item ${item}: ${changes(before, now).join('; ')}`,
    chat: ({ by, item, before, owner, ...now }, incident) =>
      sentence([
        ...named(incident, item),
        `: ${changes(before, { ...now, ...(owner && { owner }) }).join('; ')}. `,
        ...(owner === undefined ? [] : [mention(owner), ', it is yours now. ']),
        `Changed by ${callActor(by, incident)}.`,
      ]),
  },
  'action-item.shipped': {
    kind: 'decision',
    weight: 'important',
    line: ({ item, shipped }) =>
      `Action item ${item} shipped, waits for a passing run: ${clip(shipped, 300)}`,
    chat: ({ item, shipped }, incident) =>
      sentence([
        ...named(incident, item),
        ' has shipped: ',
        ...shippedSpans(shipped),
        `. It is done when a run that contains ${blocking(incident)} has passed.`,
      ]),
  },
  'action-item.done': {
    kind: 'decision',
    weight: 'important',
    line: ({ item, shipped, override }) =>
      `Action item ${item} done: ${clip(shipped, 300)}${override === undefined ? '' : ` (no run has passed; override: ${clip(override, 200)})`}`,
    chat: ({ by, item, shipped, override, byIssue }, incident) =>
      sentence([
        ...named(incident, item),
        ' is done: ',
        ...shippedSpans(shipped),
        byIssue ? ' was closed there.' : `. ${callActor(by, incident)} said so`,
        ...(byIssue
          ? []
          : [
              override === undefined
                ? '.'
                : `, although no run has passed: ${sentenceEnd(clip(override, 300))}`,
            ]),
      ]),
  },
  'action-item.dropped': {
    kind: 'decision',
    weight: 'important',
    line: ({ item, reason }) => `Action item ${item} dropped: ${clip(reason, 300)}`,
    chat: ({ by, item, reason }, incident) =>
      sentence([
        ...named(incident, item),
        ` is dropped. ${callActor(by, incident)}: ${sentenceEnd(clip(reason, 300))}`,
      ]),
  },
  'action-item.reopened': {
    kind: 'decision',
    weight: 'important',
    line: ({ item, reason }) => `Action item ${item} opened again: ${clip(reason, 300)}`,
    chat: (event, incident) =>
      sentence([
        ...named(incident, event.item),
        ` is open again. ${callActor(event.by, incident)}: ${sentenceEnd(clip(event.reason, 300))}`,
      ]),
  },
  'action-item.verified': {
    kind: 'decision',
    weight: 'important',
    line: ({ item, run }) =>
      `Action item ${item} done: ${clip(run.name, 120)} passed with every blocking example`,
    chat: ({ item, run }, incident) =>
      sentence([
        ...named(incident, item),
        ' is done: ',
        ...runSpans(run),
        ` passed, and contains ${blocking(incident)}.`,
      ]),
  },
  'action-item.unverified': {
    kind: 'decision',
    weight: 'detail',
    line: ({ item, run, missing }) =>
      `Action item ${item} still waits: ${clip(run.name, 120)} ${why(run.passed, missing)}`,
    chat: ({ item, run, missing }, incident) =>
      sentence([
        ...named(incident, item),
        ' still waits: ',
        ...runSpans(run),
        ` ${why(run.passed, missing)}.`,
      ]),
  },
  'action-item.reminded': {
    kind: 'decision',
    weight: 'detail',
    line: ({ item, due, at, people, tz }) =>
      `Action item ${item} is ${lateness(due, at, tz)}; reminded: ${inSeries(people.map(({ name }) => name))}`,
    chat: (event, incident) =>
      withItemButtons(
        sentence([...reminderSpans(incident, event), ...waits(incident, event.item)]),
        incident,
        event.item,
      ),
  },
  'action-item.inherited': {
    kind: 'decision',
    weight: 'important',
    line: ({ item, from, owner }) =>
      owner === undefined
        ? `Action item ${item}: ${from.name} can’t be reached any more, and the files name nobody in their place`
        : `Action item ${item}: ${from.name} can’t be reached any more, so it goes to ${owner.name}`,
    chat: ({ item, from, owner }, incident) =>
      sentence([
        ...named(incident, item),
        `: ${clip(from.name, 60)}’s account is deactivated or gone. `,
        ...(owner === undefined
          ? [
              'Nobody answers for them in the files: ',
              { code: `/airb #${incident.number} action owner ${item} @name` },
              '.',
            ]
          : [
              mention(owner),
              ', it goes to you; pass it on with ',
              { code: `/airb #${incident.number} action owner ${item} @name` },
              '.',
            ]),
      ]),
  },
  'action-item.issue-asked': {
    kind: 'decision',
    weight: 'detail',
    line: ({ item, tracker, project }) =>
      `Action item ${item} is to be opened in ${trackerWords[tracker]}, ${project}`,
  },
  'action-item.issue-opened': {
    kind: 'decision',
    weight: 'detail',
    line: ({ item, tracker, key }) =>
      `Action item ${item} is ${trackerWords[tracker]} issue ${clip(key, 60)}`,
    chat: ({ item, tracker, key, link }, incident) =>
      sentence([
        ...named(incident, item),
        ` is ${trackerWords[tracker]} issue `,
        { link, text: clip(key, 60) },
        '. Closed there, it is closed here.',
      ]),
  },
  'action-item.issue-seen': {
    kind: 'decision',
    weight: 'detail',
    line: ({ item, seen, unplanned }) =>
      `The issue of action item ${item} is ${seen}${unplanned ? ', as not to be done' : ''}`,
    chat: ({ item }, incident) => {
      const command = `/airb #${incident.number} action`;
      return sentence([
        ...named(incident, item),
        ': its issue was closed as not to be done. Is it dropped? ',
        { code: `${command} drop ${item} <why>` },
        ' says so, ',
        { code: `${command} done ${item} <what shipped>` },
        ' says that it is done another way.',
      ]);
    },
  },
};

function waits(incident: Opened, number: number): Spans {
  const item = itemIn(incident, number);
  return item?.status === 'waiting' ? fate(item) : [];
}

function changes(before: ItemChange, now: ItemChange): string[] {
  return [
    ...(now.what === undefined
      ? []
      : [`“${phrase(now.what, 200)}”, was “${phrase(before.what ?? '', 200)}”`]),
    ...(now.kind === undefined ? [] : [`kind ${kindWords[now.kind].toLowerCase()}`]),
    ...(now.owner === undefined ? [] : [`owner ${now.owner.name}, was ${before.owner?.name ?? 'nobody'}`]),
    ...(now.due === undefined
      ? []
      : [`due ${dayWords(now.due)}${before.due ? `, was ${dayWords(before.due)}` : ''}`]),
  ];
}

function blocking({ examples }: Opened): string {
  const many = examples.filter(({ set }) => set === 'blocking').length;
  return many === 0 ? 'the blocking examples (none is sorted so yet)' : count(many, 'blocking example');
}

function runSpans({ name, link }: { name: string; link?: string }): Spans {
  return [link === undefined ? clip(name, 120) : { link, text: clip(name, 120) }];
}

function why(passed: boolean, missing: string[]): string {
  if (!passed) return 'did not pass';
  return missing.length === 0
    ? 'passed, and no example is sorted as blocking'
    : `passed without ${count(missing.length, 'blocking example')}`;
}
