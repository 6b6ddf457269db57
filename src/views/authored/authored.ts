import type { Block, Document, Text } from '../../documents/document.ts';
import { heading, paragraph } from '../../documents/document.ts';
import { correctable, type IncidentEvent } from '../../domain/incident/events.ts';
import { fold, nothing } from '../../domain/incident/evolve.ts';
import { timeOf } from '../../domain/incident/milestones.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { actorName } from '../../domain/people.ts';
import { capital } from '../../domain/plain.ts';
import { fullTime, type Instant } from '../../domain/time.ts';
import { postmortem } from '../postmortem/postmortem.ts';
import { placesOf } from './places.ts';
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
  head?: Parameters<typeof postmortem>[1],
): Document {
  const incident = fold(nothing, events);
  const document = postmortem(events, head);
  const blocks = withWords(document, wordsOf(events));
  return { ...document, blocks: incident.phase === 'none' ? blocks : withTimes(blocks, incident) };
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

function withWords(document: Document, words: Map<string, Words>): Block[] {
  if (words.size === 0) return document.blocks;
  const instead = new Map<number, Block[]>();
  const gone = new Set<number>();
  const places = placesOf(document);
  for (const { id, kind, title, at, prose } of places) {
    const own = words.get(id);
    if (own === undefined) continue;
    for (const one of prose) gone.add(one);
    const before: Block[] = kind === 'section' ? document.blocks.slice(at, at + 1) : [paragraph({ strong: title })];
    instead.set(at, [...before, ...proseOf(own.text), byline(own, kind)]);
  }
  const blocks = document.blocks.flatMap((block, at) => instead.get(at) ?? (gone.has(at) ? [] : [block]));
  const known = new Set(places.map(({ id }) => id));
  return withOrphans(
    blocks,
    [...words].flatMap(([id, one]) => (known.has(id) ? [] : [one])),
  );
}

function byline({ by, at }: Words, kind: 'section' | 'question'): Block {
  return paragraph(`${kind === 'section' ? 'Written' : 'Answered'} by ${by}, ${fullTime(at)}.`);
}

/** A draft may stop asking what somebody has answered; the answer is theirs, and stays. */
function withOrphans(blocks: Block[], orphans: Words[]): Block[] {
  if (orphans.length === 0) return blocks;
  const told = orphans.flatMap((one): Block[] => [
    paragraph({ strong: one.title }),
    ...proseOf(one.text),
    byline(one, 'question'),
  ]);
  const end = blocks.findIndex((block) => block.type === 'heading' && /^appendix\b/i.test(block.text));
  const at = end < 0 ? blocks.length : end;
  return [...blocks.slice(0, at), heading('Also answered'), ...told, ...blocks.slice(at)];
}

/** The corrected times stand after the first section: whoever reads a duration should know whose times it is made of. */
function withTimes(blocks: Block[], incident: Opened): Block[] {
  const { corrected = {} } = incident;
  const rows = correctable.flatMap((milestone): Text[][] => {
    const one = corrected[milestone];
    if (one === undefined) return [];
    const now = timeOf(incident, milestone) ?? one.to;
    const recorded = one.first === undefined ? 'no time' : fullTime(one.first);
    return [[[capital(milestone)], [fullTime(now)], [recorded], [one.by], [one.why]]];
  });
  if (rows.length === 0) return blocks;
  const table: Block = {
    type: 'table',
    caption: 'The times of this postmortem follow these; the log keeps what airb recorded.',
    head: ['Milestone', 'Corrected to', 'airb recorded', 'By', 'Why'],
    rows,
  };
  const second = blocks.findIndex((block, at) => at > 0 && block.type === 'heading' && block.level === 2);
  const at = second < 0 ? blocks.length : second;
  return [...blocks.slice(0, at), heading('Corrected times', 3), table, ...blocks.slice(at)];
}
