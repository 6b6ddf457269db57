import type { Block, Document, Text } from '../../documents/document.ts';
import { heading, paragraph } from '../../documents/document.ts';
import { correctable, type IncidentEvent } from '../../domain/incident/events.ts';
import { timeOf } from '../../domain/incident/milestones.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { actorName } from '../../domain/people.ts';
import { capital } from '../../domain/plain.ts';
import { fullTime, type Instant } from '../../domain/time.ts';
import { accountOf } from '../postmortem/account.ts';
import { type DraftPlace, placesOf } from '../postmortem/places.ts';
import { postmortemOf } from '../postmortem/postmortem.ts';
import { proseOf } from './prose.ts';

/** Somebody's words at a place, the newest there. */
export interface Words {
  edit: string;
  title: string;
  text: string;
  by: string;
  at: Instant;
}

/**
 * The postmortem as it stands: the draft that airb compiles, with people's own words where they wrote some, and with the
 * times that were corrected.
 * @param events the whole log of one incident, with what was kept apart
 */
export function authoredPostmortem(
  events: IncidentEvent[],
  head?: Parameters<typeof postmortemOf>[1],
): Document {
  const account = accountOf(events);
  const document = postmortemOf(account, head);
  const pieces = withTimes(piecesOf(document, wordsOf(events)), account.incident);
  return { ...document, blocks: pieces.map(({ block }) => block) };
}

/** Whose words stand where. */
export function wordsOf(events: IncidentEvent[]): Map<string, Words> {
  const written = new Map<string, Words[]>();
  for (const event of events) {
    if (event.type !== 'postmortem.written' && event.type !== 'postmortem.taken-back') continue;
    const there = written.get(event.place) ?? [];
    const { edit, title, at, by } = event;
    written.set(
      event.place,
      event.type === 'postmortem.written'
        ? [...there, { edit, title, text: event.text, by: actorName(by), at }]
        : there.filter((one) => one.edit !== edit),
    );
  }
  return new Map(
    [...written].flatMap(([place, all]): [string, Words][] => {
      const newest = all.at(-1);
      return newest ? [[place, newest]] : [];
    }),
  );
}

/** A block of the postmortem as it stands; `place` where people can write, at its heading or question. */
export interface Piece {
  block: Block;
  place?: DraftPlace;
}

/** The document piece by piece, for a page on which people write. */
export function piecesOf(document: Document, words: ReadonlyMap<string, Words>): Piece[] {
  const instead = new Map<number, Piece[]>();
  const gone = new Set<number>();
  const places = placesOf(document);
  for (const place of places) {
    const { id, kind, title, at, prose } = place;
    const own = words.get(id);
    const [first] = document.blocks.slice(at, at + 1);
    const lead = own !== undefined && kind === 'question' ? paragraph({ strong: title }) : first;
    if (lead === undefined) continue;
    const written = own === undefined ? [] : [...proseOf(own.text), byline(own, kind)];
    instead.set(at, [{ block: lead, place }, ...written.map((block) => ({ block }))]);
    if (own !== undefined) for (const one of prose) gone.add(one);
  }
  const pieces = document.blocks.flatMap(
    (block, at): Piece[] => instead.get(at) ?? (gone.has(at) ? [] : [{ block }]),
  );
  const known = new Set(places.map(({ id }) => id));
  const orphans = [...words].flatMap(([id, one]) => (known.has(id) ? [] : [one]));
  return withOrphans(pieces, orphans);
}

function byline({ by, at }: Words, kind: 'section' | 'question'): Block {
  return paragraph(`${kind === 'section' ? 'Written' : 'Answered'} by ${by}, ${fullTime(at)}.`);
}

/** A draft may stop asking what somebody has answered; the answer is theirs, and stays. */
function withOrphans(pieces: Piece[], orphans: Words[]): Piece[] {
  if (orphans.length === 0) return pieces;
  const told = orphans.flatMap((one): Block[] => [
    paragraph({ strong: one.title }),
    ...proseOf(one.text),
    byline(one, 'question'),
  ]);
  const end = pieces.findIndex(({ block }) => block.type === 'heading' && /^appendix\b/i.test(block.text));
  return inserted(pieces, end, [heading('Also answered'), ...told]);
}

/** The corrected times stand after the first section: whoever reads a duration should know whose times it is made of. */
export function withTimes(pieces: Piece[], incident: Opened): Piece[] {
  const { corrected = {} } = incident;
  const rows = correctable.flatMap((milestone): Text[][] => {
    const one = corrected[milestone];
    if (one === undefined) return [];
    const now = timeOf(incident, milestone) ?? one.to;
    const recorded = one.first === undefined ? 'no time' : fullTime(one.first);
    return [[[capital(milestone)], [fullTime(now)], [recorded], [one.by], [one.why]]];
  });
  if (rows.length === 0) return pieces;
  const table: Block = {
    type: 'table',
    caption: 'The times of this postmortem follow these; the log keeps what airb recorded.',
    head: ['Milestone', 'Corrected to', 'airb recorded', 'By', 'Why'],
    rows,
  };
  const second = pieces.findIndex(({ block }, at) => at > 0 && block.type === 'heading' && block.level === 2);
  return inserted(pieces, second, [heading('Corrected times', 3), table]);
}

/** @param at a negative one means the end */
function inserted(pieces: Piece[], at: number, blocks: Block[]): Piece[] {
  const place = at < 0 ? pieces.length : at;
  return [...pieces.slice(0, place), ...blocks.map((block) => ({ block })), ...pieces.slice(place)];
}
