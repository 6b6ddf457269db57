import { decide } from '../domain/incident/decide.ts';
import type { EventOf, IncidentEvent } from '../domain/incident/events.ts';
import { fold, nothing } from '../domain/incident/evolve.ts';
import { headOf } from '../domain/incident/head.ts';
import { keptOf, keptsOf } from '../domain/incident/kept-apart.ts';
import {
  entriesWith,
  holdersOf,
  telling,
  tellingAll,
  tombstonesAfter,
} from '../domain/incident/redaction.ts';
import type { Opened } from '../domain/incident/state.ts';
import { textsOf, tombstoneOf } from '../domain/incident/tombstone.ts';
import type { Actor } from '../domain/people.ts';
import { tallyOf } from '../domain/report/tally.ts';
import type { Clock } from '../ports/clock.ts';
import type { StoredEffect } from '../ports/outbox.ts';
import type { Writes } from '../ports/records.ts';
import type { Store } from '../ports/store.ts';
import { wholeEvents } from './long-texts.ts';
import type { Mask } from './masked.ts';
import {
  beyondReach,
  draftsAnew,
  removals,
  retellings,
  type Unkeyed,
  type Unsaying,
} from './redact-posts.ts';
import { type FrozenDocuments, frozenDocuments, frozenWithout, versionsIn } from './redact-published.ts';
import type { States } from './states.ts';
import { type Handled, outgoing } from './write.ts';

export interface Redaction {
  incident: number;
  /** Number of the entry in the incident's log; what holds the same message goes with it. */
  entry: number;
  why: string;
  by: Actor;
  inputKey?: string;
}

/** Takes the text of entries out of the records and out of every message that holds it. */
export type Redact = (redaction: Redaction) => Promise<Handled>;

/**
 * Redaction writes like any command, in one transaction, and besides replaces what was written: the events become
 * tombstones, the rows and effects beside them lose the text, and messages that are out already are drawn again.
 */
export function createRedact(deps: {
  store: Store;
  clock: Clock;
  states: States;
  mask: Mask;
  /** sha-256 of a text, hex. */
  hash: (text: string) => string;
}): Redact {
  const { store, clock, states, mask, hash } = deps;

  async function attempt({ incident, entry, why, by, inputKey }: Redaction): Promise<Handled | 'again'> {
    const long = await longTextsOf(store, incident, entry);
    const frozen = await frozenDocuments(store, incident);
    const sent = await store.effects(incident);
    return store.write<Handled | 'again'>(
      { inputKey, incident: { number: incident, after: () => 0 } },
      (loaded) => {
        const { version = 0, events = [] } = loaded.incident ?? {};
        // Published since it was looked: that version may hold the text as well.
        if (versionsIn(events) !== frozen.versions) return { writes: {}, answer: 'again' };
        const before = fold(nothing, events);
        const body = { type: 'redact' as const, entries: entriesWith(events, entry), why };
        const decision = decide({ ...mask(body, before), at: clock.now(), by }, before);
        if ('rejected' in decision || before.phase === 'none')
          return {
            writes: {},
            answer: { ok: false, rejected: 'There is no such incident.', ...decision, incident: before },
          };
        const answer = {
          ok: true as const,
          incident: before,
          events: decision.events,
          duplicate: loaded.duplicate,
          ...(decision.note !== undefined && { note: decision.note }),
        };
        if (loaded.duplicate || decision.events.length === 0) return { writes: {}, answer };
        const log = { number: incident, version, events };
        const result = redacted(log, decision.events, { long: long.texts, frozen, sent, hash });
        const others = holdersOf(events, body.entries, before.redacted).concat(
          longHolders(events, [...body.entries, ...(before.redacted ?? [])], long.held),
        );
        const told = [
          ...elsewhere([...new Set(others)].sort((a, b) => a - b)),
          ...beyondReach(result.unsaying),
        ];
        const note = told.length > 0 && { note: ['It is redacted.', ...told].join(' ') };
        return {
          writes: result.writes,
          answer: { ...answer, ...note, events: result.told, incident: result.after },
        };
      },
    );
  }

  return async (redaction) => {
    for (;;) {
      const handled = await attempt(redaction);
      if (handled === 'again') continue;
      // The folded state still has the text.
      if (handled.ok) states.forget(redaction.incident);
      return handled;
    }
  };
}

interface LongTexts {
  /** All texts of an entry as it came, by its number. */
  texts: Map<number, string[]>;
  /** Hashes of the contents that hold one of them. */
  held: Set<string>;
}

/** Read before the transaction, because they may be many; what is written meanwhile is not among them. */
async function longTextsOf(store: Store, incident: number, entry: number): Promise<LongTexts> {
  const events = (await store.events(incident)).map((stored) => stored.event);
  const texts = new Map<number, string[]>();
  for (const number of entriesWith(events, entry)) {
    const [came] = await wholeEvents(store, incident, events.slice(number - 1, number));
    if (came !== undefined) texts.set(number, textsOf(came));
  }
  const wanted = [...texts.values()].flat().filter(({ length }) => length >= telling);
  return { texts, held: new Set(await store.contentsWith(incident, wanted)) };
}

/** Numbers of entries that hold such a text in what was kept apart of them. */
function longHolders(events: IncidentEvent[], gone: number[], held: Set<string>): number[] {
  return events.flatMap((event, index) => {
    const kept = gone.includes(index + 1) ? undefined : keptOf(event);
    return kept && held.has(kept.hash) ? [index + 1] : [];
  });
}

/** What the asker hears, because they may think that all of it is gone. */
function elsewhere(entries: number[]): string[] {
  if (entries.length === 0) return [];
  const numbers = entries.slice(0, 10).join(', ');
  const more = entries.length > 10 ? ` and ${entries.length - 10} more` : '';
  const where =
    entries.length === 1 ? `entry ${numbers}, which keeps` : `entries ${numbers}${more}, which keep`;
  return [`The same words also stand in ${where} them until redacted too.`];
}

interface Log {
  number: number;
  version: number;
  events: IncidentEvent[];
}

function redacted(
  { number, version, events }: Log,
  decided: IncidentEvent[],
  {
    long,
    frozen,
    sent,
    hash,
  }: {
    long: LongTexts['texts'];
    frozen: FrozenDocuments;
    sent: StoredEffect[];
    hash: (text: string) => string;
  },
): { writes: Writes; after: Opened; told: IncidentEvent[]; unsaying: Unsaying } {
  const redactions = decided.filter((event) => event.type === 'entry.redacted');
  const words = tombstonesAfter(events, redactions);
  const buried = events.map((event, index) => {
    const said = words.get(index + 1);
    return said === undefined ? event : tombstoneOf(event, said);
  });
  const entries = [...words.keys()];
  const textsAt = (entry: number) => [
    ...new Set([...textsOf(events[entry - 1] as IncidentEvent), ...(long.get(entry) ?? [])]),
  ];
  const taken = entries.flatMap((entry) =>
    textsAt(entry).map((text) => ({ text, words: words.get(entry) ?? '' })),
  );
  // The longest first, so that a short text does not spoil a long one that holds it.
  taken.sort((a, b) => b.text.length - a.text.length);
  const [redaction] = redactions;
  const thaw = frozenWithout(buried, { taken, frozen, redaction, hash });
  const clean = thaw.events;
  const changed = [...new Set([...entries, ...thaw.changed])];
  const told = tellingAll(decided, { events, changed });
  const after = fold(nothing, [...clean, ...told]) as Opened;
  const asked = told.flatMap((event, index) => outgoing(event, after, version + index + 1));
  const at = decided.at(-1)?.at ?? after.openedAt;
  const head = headOf(after, version + decided.length, at);
  const replaced = changed.map((entry) => ({
    seq: entry,
    event: clean[entry - 1] as IncidentEvent,
    texts: words.has(entry) ? textsAt(entry) : [],
    words: words.get(entry) ?? '',
  }));
  const unsaying = { events, clean, entries, taken, sent, redaction: redaction as EventOf<'entry.redacted'> };
  const keyed = (effects: Unkeyed[], from: number) =>
    effects.map((effect, n) => ({
      ...effect,
      incident: number,
      key: `${number}.${version + 1}.${from + n}`,
    }));
  const effects = [
    ...keyed(removals(unsaying), 2000),
    ...asked,
    ...keyed([...retellings(unsaying), ...draftsAnew(unsaying, fold(nothing, events) as Opened)], 1000),
  ];
  const still = new Set(clean.flatMap((event) => keptsOf(event).map(({ hash }) => hash)));
  const contents = events
    .flatMap((event) => keptsOf(event).map(({ hash }) => hash))
    .filter((hash) => !still.has(hash));
  return {
    after,
    told,
    unsaying,
    writes: {
      append: { incident: number, expected: version, events: told, head, tally: tallyOf(after) },
      effects,
      ...(thaw.texts.length > 0 && { contents: { incident: number, texts: thaw.texts } }),
      redact: { incident: number, entries: replaced, contents },
    },
  };
}
