import { actorName } from '../people.ts';
import { type Duration, type Instant, minute } from '../time.ts';
import { drawNoted } from './action-item-state.ts';
import { redrawAsked } from './approval-asks.ts';
import { announceAgain } from './audiences.ts';
import { canvasWithout } from './canvas.ts';
import { type EventOf, foldables, type IncidentEvent } from './events.ts';
import { begun } from './next-step.ts';
import { redrawPages } from './paging-out.ts';
import { files } from './record.ts';
import { isTaken } from './room-name.ts';
import type { Folds, Reactions, Rules } from './slice.ts';
import { textsOf } from './tombstone.ts';
import { redrawHeld } from './update-proposals.ts';
import { announce, draw, drawShown, renameRoom, tell, topic } from './wishes.ts';

/** What is redacted within this time of the first gives one new draft, and not one each. */
const severalWithin: Duration = minute;

/** When the drafts that hold what was redacted are posted anew. Whoever redacts one entry often redacts more. */
export function newDraftsAfter(at: Instant): Instant {
  return at + severalWithin;
}

/** Rules for taking out afterwards what should never have been written. */
export const rules: Rules<'redact'> = {
  redact: ({ at, by, entries, why }, incident) => {
    if (why.trim() === '')
      return { rejected: 'Say why it is redacted.', next: '`/airb redact 12 holds a customer’s address`' };
    if (entries.length === 0)
      return {
        rejected: 'There is no such entry, or it holds no text to take out; nothing was redacted.',
        next: '`/airb redact` lists the newest entries.',
      };
    const fresh = entries.filter((entry) => !incident.redacted?.includes(entry));
    if (fresh.length === 0) return { events: [], note: 'That entry is redacted already.' };
    return {
      events: fresh.map((entry) => ({ at, by, type: 'entry.redacted', entry, why: why.trim() })),
    };
  },
};

export const folds: Folds<'entry.redacted'> = {
  'entry.redacted': (incident, { entry }) => ({
    ...incident,
    redacted: [...(incident.redacted ?? []), entry],
  }),
};

export const reactions: Reactions<'entry.redacted'> = {
  'entry.redacted': (event, incident) => [
    draw(event.at, { of: 'card' }),
    draw(event.at, { of: 'checklist' }),
    draw(event.at, { of: 'now' }),
    ...(incident.plan.diagnosis && begun(incident) ? [draw(event.at, { of: 'diagnosis' })] : []),
    ...foldables.flatMap((part) => drawShown(event.at, incident, part)),
    ...incident.containments.map(({ id }) => draw(event.at, { of: 'action', action: id })),
    ...incident.containments.flatMap(({ id }) => redrawAsked({ at: event.at, action: id }, incident)),
    ...(incident.proposals ?? []).map(({ id }) => draw(event.at, { of: 'proposal', proposal: id })),
    ...(incident.actionItems ?? []).flatMap(({ item }) => drawNoted({ at: event.at, item }, incident)),
    ...incident.waves.map((_, index) => draw(event.at, { of: 'joined', wave: index + 1 })),
    ...(incident.normalSince === undefined && incident.phase !== 'verifying'
      ? []
      : [draw(event.at, { of: 'recovery' })]),
    ...(incident.heldUpdates ?? []).flatMap(({ id }) => redrawHeld(event.at, incident, id)),
    ...redrawPages(event.at, incident),
    ...announce(event.at, incident),
    ...announceAgain(event.at, incident),
    topic(event.at),
    ...(isTaken(incident.title) ? [renameRoom(event.at)] : []),
    tell(event),
    // The drafts that are posted already hold the text.
    ...(incident.drafts > 0 ? files(newDraftsAfter(event.at)) : []),
    ...canvasWithout(event.at, incident, actorName(event.by)),
  ],
};

/** The words that stand where the text stood. */
export function tombstoneWords({ by, why }: Pick<EventOf<'entry.redacted'>, 'by' | 'why'>): string {
  return `[redacted by ${actorName(by)}: ${why}]`;
}

/**
 * Which entries go with one: the same message may have been marked and saved as evidence as well, an example was made of
 * evidence, and one reason may stand on several redactions.
 * @returns their numbers; none where the entry holds no text
 */
export function entriesWith(events: IncidentEvent[], entry: number): number[] {
  const meant = events[entry - 1];
  if (meant === undefined || textsOf(meant).length === 0) return [];
  const message = messageOf(meant);
  return events.flatMap((event, index) => {
    const same = index === entry - 1 || (message !== undefined && messageOf(event) === message);
    const goes =
      same || isSameRedaction(event, meant) || isMadeOf(event, meant) || isNamedAfter(event, meant);
    return goes && textsOf(event).length > 0 ? [index + 1] : [];
  });
}

/** An example holds what its evidence held. */
function isMadeOf(event: IncidentEvent, meant: IncidentEvent): boolean {
  return (
    event.type === 'example.sorted' &&
    meant.type === 'evidence.saved' &&
    event.example.source === meant.evidence.id
  );
}

/** The name of a room holds the title. Which of two titles is not told apart: a name too many taken out harms nobody. */
function isNamedAfter(event: IncidentEvent, meant: IncidentEvent): boolean {
  return event.type === 'room.renamed' && meant.type === 'renamed';
}

function isSameRedaction(one: IncidentEvent, other: IncidentEvent): boolean {
  return (
    one.type === 'entry.redacted' &&
    other.type === 'entry.redacted' &&
    one.at === other.at &&
    one.why === other.why
  );
}

/**
 * What stands in place of the texts of entries once these redactions are made, by the entry's number. A tombstone tells
 * the reason, so where a reason is redacted, the tombstones that tell it are made anew.
 * @param events the log before
 */
export function tombstonesAfter(
  events: IncidentEvent[],
  redactions: EventOf<'entry.redacted'>[],
): Map<number, string> {
  const words = new Map(redactions.map((one) => [one.entry, tombstoneWords(one)]));
  // What is added on the way is looked at as well: a reason may be that of a reason.
  for (const [entry, said] of words) {
    const reason = events[entry - 1];
    if (reason?.type !== 'entry.redacted') continue;
    words.set(reason.entry, tombstoneWords({ by: reason.by, why: said }));
  }
  return words;
}

/**
 * The redactions with what was changed besides: a redacted reason no longer tells which entries it was about, and what was
 * published is drawn anew. Without an event that tells of it, a change looks like forgery to whoever checks the chain.
 * @param events the log before
 * @param changed numbers of the entries whose text is another one now
 */
export function tellingAll(
  decided: IncidentEvent[],
  { events, changed }: { events: IncidentEvent[]; changed: number[] },
): IncidentEvent[] {
  const named = new Set(decided.flatMap((one) => (one.type === 'entry.redacted' ? [one.entry] : [])));
  const all = new Set([...named, ...changed]);
  // What is added on the way is looked at as well: a reason may have been redacted before.
  for (const entry of all) {
    const reason = events[entry - 1];
    if (reason?.type !== 'entry.redacted') continue;
    for (const told of [reason.entry, ...(reason.also ?? [])]) all.add(told);
  }
  const also = [...all].filter((entry) => !named.has(entry)).sort((a, b) => a - b);
  const first = decided.findIndex(({ type }) => type === 'entry.redacted');
  return decided.map((one, index) =>
    also.length > 0 && index === first && one.type === 'entry.redacted' ? { ...one, also } : one,
  );
}

/** A shorter text stands in many entries by chance. */
export const telling = 20;

/**
 * Other entries with the same words: the alert's title also stands in the page about it, and in the evidence.
 * @param entries numbers of those that are redacted now
 * @param before numbers of those that were redacted earlier
 * @returns numbers of those that still hold one of their texts
 */
export function holdersOf(
  events: IncidentEvent[],
  entries: readonly number[],
  before: readonly number[] = [],
): number[] {
  const texts = entries
    .flatMap((entry) => events.slice(entry - 1, entry).flatMap(textsOf))
    .filter(({ length }) => length >= telling);
  const holds = (event: IncidentEvent) =>
    textsOf(event).some((text) => texts.some((gone) => text.includes(gone)));
  const gone = new Set([...entries, ...before]);
  return events.flatMap((event, index) => (!gone.has(index + 1) && holds(event) ? [index + 1] : []));
}

function messageOf(event: IncidentEvent): string | undefined {
  if (event.type === 'message.said' || event.type === 'message.marked') return event.message;
  return event.type === 'evidence.saved' ? event.evidence.message : undefined;
}
