import { randomUUID } from 'node:crypto';
import type { Document } from '../../documents/document.ts';
import { escapeHtml } from '../../documents/escape.ts';
import { blocksHtml } from '../../documents/html.ts';
import type { EventOf, IncidentEvent } from '../../domain/incident/events.ts';
import { longestWords } from '../../domain/incident/postmortem-authoring.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { actorName } from '../../domain/people.ts';
import { fullTime } from '../../domain/time.ts';
import type { Words } from '../../views/authored/authored.ts';
import { proseOf, wordsFor } from '../../views/authored/prose.ts';
import type { DraftPlace } from '../../views/postmortem/places.ts';
import type { AskedFor } from './asked.ts';

interface Editing {
  incident: Opened;
  draft: Document;
  place: DraftPlace;
  words: Words | undefined;
  events: IncidentEvent[];
  mark: string;
  asked: AskedFor;
}

/** One place with its form: the words in a field, what else stands there below it, and what stood there before. */
export function editing({ incident, draft, place, words, events, mark, asked }: Editing): string {
  const at = `/incidents/${incident.number}/postmortem`;
  const began = asked.draft;
  const own = wordsFor(place.prose.flatMap((one) => draft.blocks.slice(one, one + 1)));
  const text = began?.text ?? words?.text ?? (place.kind === 'section' ? own : '');
  const hidden = (name: string, value: string | undefined) =>
    value === undefined ? '' : `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`;
  const label = place.kind === 'section' ? 'Your words' : 'Your answer';
  return [
    `<p class="quiet"><a href="${at}#${escapeHtml(place.id)}">The whole postmortem</a></p>`,
    `<h2>${escapeHtml(place.title)}</h2>`,
    `<form id="words" class="words" method="post" action="${at}">`,
    hidden('mark', mark),
    hidden('place', place.id),
    hidden('base', began === undefined ? words?.edit : began.base),
    hidden('edit', began?.edit ?? randomUUID()),
    hidden('overtaken', asked.overtaken ? 'yes' : undefined),
    `<label for="text">${label}<textarea id="text" name="text" rows="12" maxlength="${longestWords}" required>${escapeHtml(`\n${text}`)}</textarea></label>`,
    '<p class="quiet">An empty line begins a paragraph, <code>- </code> a list, <code>&gt; </code> a quote. Quote an entry of the log with the button beside it.</p>',
    '<p class="deeds"><button name="do" value="write">Save</button>',
    words === undefined
      ? ''
      : ` <button class="plain" name="do" value="take-back" formnovalidate>Take back ${escapeHtml(words.by)}’s words</button>`,
    '</p></form>',
    asked.overtaken ? theirs(words) : '',
    beside(draft, place),
    before(events, place, words),
  ].join('\n');
}

/** Whoever was overtaken sees both: the words that stand now, and their own in the field. */
function theirs(words: Words | undefined): string {
  if (words === undefined) return '';
  return `<section class="theirs"><h3>What ${escapeHtml(words.by)} wrote meanwhile, ${fullTime(words.at)}</h3>${blocksHtml(proseOf(words.text))}</section>`;
}

/** Tables and figures of a section stay, whatever is written. */
function beside({ blocks }: Document, { kind, at, prose }: DraftPlace): string {
  if (kind === 'question') return '';
  const next = blocks.findIndex((block, n) => n > at && block.type === 'heading');
  const rest = blocks
    .slice(at + 1, next < 0 ? undefined : next)
    .filter((block, n) => !prose.includes(at + 1 + n) && block.type !== 'question');
  return rest.length === 0 ? '' : `<h3>Stays below your words</h3>${blocksHtml(rest)}`;
}

function before(events: IncidentEvent[], { id }: DraftPlace, words: Words | undefined): string {
  const written = events.filter(
    (event): event is EventOf<'postmortem.written'> =>
      event.type === 'postmortem.written' && event.place === id && event.edit !== words?.edit,
  );
  if (written.length === 0) return '';
  const items = written
    .toReversed()
    .map(
      ({ at, by, text }) =>
        `<details><summary>${escapeHtml(actorName(by))}, ${fullTime(at)}</summary>${blocksHtml(proseOf(text))}</details>`,
    );
  return `<h3>What stood here before</h3>${items.join('')}`;
}
