import type { Outgoing, OutgoingBody } from '../domain/chat/outgoing.ts';
import { itemIn } from '../domain/incident/action-item-state.ts';
import type { EventOf, IncidentEvent } from '../domain/incident/events.ts';
import { fold, nothing } from '../domain/incident/evolve.ts';
import { fileName } from '../domain/incident/record.ts';
import { newDraftsAfter } from '../domain/incident/redaction.ts';
import { scrubbed } from '../domain/incident/scrub.ts';
import type { Opened } from '../domain/incident/state.ts';
import { actorName, type PersonId } from '../domain/people.ts';
import { inSeries } from '../domain/plain.ts';
import { evalToolNames } from '../domain/response/eval-run.ts';
import type { StoredEffect } from '../ports/outbox.ts';
import { trackerWords } from '../views/follow-up/item-words.ts';
import { outgoing } from './write.ts';

/** A redaction, and what was sent for the incident before it. */
export interface Unsaying {
  events: IncidentEvent[];
  /** The same events with their tombstones. */
  clean: IncidentEvent[];
  /** Numbers of the entries that are redacted. */
  entries: number[];
  taken: { text: string; words: string }[];
  redaction: EventOf<'entry.redacted'>;
  sent: StoredEffect[];
}

/** An effect that gets its incident and key with all the others. */
export type Unkeyed = Omit<Outgoing, 'key' | 'incident'>;

/**
 * What was said is drawn again without the text, wherever it was said: the entries themselves, and every other post that
 * quotes them.
 */
export function retellings(unsaying: Unsaying): Unkeyed[] {
  const own = unsaying.entries.flatMap((entry) => ownRetellings(unsaying, entry));
  const retold = new Set(own.map(({ body }) => body.replaces.key));
  const quoting = unsaying.sent.flatMap((effect) => {
    const { body } = effect;
    if (body.kind !== 'say' || body.replaces || retold.has(effect.key) || !mayStand(effect)) return [];
    const stands = correctionOf(effect, unsaying.sent) ?? body;
    const card = scrubbed(stands.card, unsaying.taken);
    if (card === stands.card && stands === body) return [];
    return [retelling(unsaying, effect, { ...body, card })];
  });
  return [...own, ...quoting];
}

function ownRetellings(unsaying: Unsaying, entry: number) {
  const { events, clean, sent } = unsaying;
  const said = events[entry - 1] as IncidentEvent;
  // As it was then, because who hears of an event depends on the state after it.
  const then = fold(nothing, events.slice(0, entry)) as Opened;
  const instead = fold(nothing, clean.slice(0, entry)) as Opened;
  const now = new Map(
    outgoing(clean[entry - 1] as IncidentEvent, instead, entry).map(({ key, body }) => [key, body]),
  );
  return outgoing(said, then, entry).flatMap((effect) => {
    const body = now.get(effect.key);
    if (effect.body.kind !== 'say' || body?.kind !== 'say') return [];
    const row = sent.find(({ key }) => key === effect.key);
    const stands = correctionOf({ ...effect, body: effect.body }, sent);
    const card = stands === undefined ? body.card : scrubbed(stands.card, unsaying.taken);
    return [retelling(unsaying, { ...effect, ...row }, { ...effect.body, card })];
  });
}

type Say = Extract<OutgoingBody, { kind: 'say' }>;

function retelling(
  { redaction }: Unsaying,
  effect: Outgoing & Partial<StoredEffect>,
  body: Say,
): Unkeyed & { body: Say & Required<Pick<Say, 'replaces'>> } {
  const { lane, priority } = effect;
  const { corrects, ...said } = body;
  const earlier = earlierOf(effect, redaction);
  // A correction usually has no message of its own: it stands where the update stood, which is drawn anew as well.
  const replaces = corrects === undefined ? earlier : { ...earlier, sentAt: undefined };
  return { lane, priority, dueAt: redaction.at, body: { ...said, replaces } };
}

/** What took the place of something that was said, the last of it; undefined where that stands as it was. */
function correctionOf(
  { body, dueAt }: Pick<Outgoing, 'body' | 'dueAt'>,
  sent: StoredEffect[],
): Say | undefined {
  if (body.kind !== 'say' || body.corrects !== undefined) return undefined;
  const place = JSON.stringify([body.place, body.chat]);
  const later = sent.flatMap(({ body: one, state }) =>
    one.kind === 'say' && one.corrects === dueAt && state === 'done' ? [one] : [],
  );
  return later.findLast((one) => JSON.stringify([one.place, one.chat]) === place);
}

/**
 * The drafts that were posted before are taken out. They stand in front of the new ones in the same lane, so that no new
 * one is taken for an old one; a draft that is on its way is waited for.
 */
export function removals({ sent, redaction }: Unsaying): Unkeyed[] {
  return draftsStanding(sent).map((effect) => {
    const { lane, priority, body } = effect;
    const { place, name, chat } = body;
    const of = { place, name: fileName(effect.incident, name), ...(chat !== undefined && { chat }) };
    const earlier = earlierOf(effect, redaction);
    return { lane, priority, dueAt: redaction.at, body: { kind: 'remove', ...of, earlier } };
  });
}

/**
 * The drafts anew, where the first of them was still on its way: nobody knows of it yet, and it is taken out as soon as it
 * arrives.
 */
export function draftsAnew({ sent, redaction }: Unsaying, before: Opened): Unkeyed[] {
  if (before.drafts > 0) return [];
  return draftsStanding(sent).map(({ lane, priority, body, coalesce }) => ({
    lane,
    priority,
    body,
    dueAt: newDraftsAfter(redaction.at),
    ...(coalesce !== undefined && { coalesce }),
  }));
}

type Draft = StoredEffect & { body: Extract<OutgoingBody, { kind: 'file' }> };

function draftsStanding(sent: StoredEffect[]): Draft[] {
  const gone = new Set(
    sent.flatMap(({ body, state }) =>
      body.kind === 'remove' && state !== 'failed' ? [body.earlier.key] : [],
    ),
  );
  return sent.filter(
    (effect): effect is Draft => effect.body.kind === 'file' && !gone.has(effect.key) && mayStand(effect),
  );
}

function mayStand({ state }: StoredEffect): boolean {
  return state === 'done' || state === 'sending' || state === 'uncertain';
}

function earlierOf(
  { key, dueAt, state, sentAt }: Outgoing & Partial<StoredEffect>,
  { by }: { by: EventOf<'entry.redacted'>['by'] },
) {
  // Only of what arrived it is known that it can be found.
  const known = state === 'done' && sentAt !== undefined ? { sentAt } : {};
  return { key, since: dueAt, ...known, by: actorName(by) };
}

/** What holds the words and no chat can give back, in sentences for whoever redacts. */
export function beyondReach({ events, entries, taken, sent }: Unsaying): string[] {
  const own = entries.flatMap((entry) => {
    const event = events[entry - 1];
    return event?.type === 'message.said' ? [actorName(event.by)] : [];
  });
  const told = sent.flatMap(({ body, state }) => {
    if (state === 'pending' || state === 'superseded') return [];
    if (body.kind === 'page' && scrubbed(body.summary, taken) !== body.summary)
      return [`the page at ${body.route}`];
    if (body.kind === 'publish' && scrubbed(body.publication.card, taken) !== body.publication.card)
      return [`what was sent to ${body.audience}`];
    if (body.kind === 'action' && scrubbed(body.reason, taken) !== body.reason)
      return [`the reason that the target of the ${body.part} was given`];
    if (body.kind === 'letter' && scrubbed(body.publication.card, taken) !== body.publication.card)
      return [`an e-mail to ${nameIn(events, body.person)}`];
    return [];
  });
  told.push(...inOtherTools(events, taken));
  return [
    ...[...new Set(own)].map(
      (name) => `${name}’s own message stays in the chat until they or an admin delete it.`,
    ),
    ...[...new Set(told)].map((what) => `It also stands in ${what}, where airb can’t take it out.`),
  ];
}

/** Issues and rows of data sets that hold the words, as they were when those were made. */
function inOtherTools(events: IncidentEvent[], taken: Unsaying['taken']): string[] {
  const holds = (value: unknown) => scrubbed(value, taken) !== value;
  return events.flatMap((event, index) => {
    if (event.type !== 'action-item.issue-opened' && event.type !== 'examples.pushed') return [];
    const then = fold(nothing, events.slice(0, index + 1));
    if (then.phase === 'none') return [];
    if (event.type === 'action-item.issue-opened')
      return holds(itemIn(then, event.item)?.what)
        ? [`${trackerWords[event.tracker]} issue ${event.key} (${event.link})`]
        : [];
    const sets = event.pushed.map(({ dataset }) => dataset);
    return sets.length > 0 && holds(pushedTexts(then))
      ? [`${inSeries(sets)} of ${evalToolNames[event.tool]}`]
      : [];
  });
}

function pushedTexts({ examples, evidence }: Opened): unknown[] {
  const sources = new Set(examples.map(({ source }) => source));
  const contents = evidence.flatMap(({ id, content }) => (sources.has(id) ? [content] : []));
  return [...contents, ...examples.map((one) => [one.input, one.output, one.expected, one.reason])];
}

function nameIn(events: IncidentEvent[], person: PersonId): string {
  const incident = fold(nothing, events);
  const named = incident.phase === 'none' ? undefined : incident.plan.people[person]?.name;
  return named ?? person;
}
