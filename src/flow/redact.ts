import type { Card } from '../domain/chat/card.ts';
import type { Outgoing } from '../domain/chat/outgoing.ts';
import { decide } from '../domain/incident/decide.ts';
import type { IncidentEvent } from '../domain/incident/events.ts';
import { fold, nothing } from '../domain/incident/evolve.ts';
import { headOf } from '../domain/incident/head.ts';
import { entriesWith, holdersOf, tombstonesAfter } from '../domain/incident/redaction.ts';
import type { Opened } from '../domain/incident/state.ts';
import { textsOf, tombstoneOf } from '../domain/incident/tombstone.ts';
import type { Actor } from '../domain/people.ts';
import type { Clock } from '../ports/clock.ts';
import type { Writes } from '../ports/records.ts';
import type { Store } from '../ports/store.ts';
import type { Mask } from './masked.ts';
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
export function createRedact(deps: { store: Store; clock: Clock; states: States; mask: Mask }): Redact {
  const { store, clock, states, mask } = deps;
  return async ({ incident, entry, why, by, inputKey }) => {
    const handled = await store.write<Handled>(
      { inputKey, incident: { number: incident, after: () => 0 } },
      (loaded) => {
        const { version = 0, events = [] } = loaded.incident ?? {};
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
        const result = redacted({ number: incident, version, events }, decision.events);
        const others = holdersOf(events, body.entries, before.redacted);
        const note = others.length > 0 && { note: elsewhere(others) };
        return { writes: result.writes, answer: { ...answer, ...note, incident: result.after } };
      },
    );
    // The folded state still has the text.
    if (handled.ok) states.forget(incident);
    return handled;
  };
}

/** What the asker hears, because they may think that all of it is gone. */
function elsewhere(entries: number[]): string {
  const numbers = entries.slice(0, 10).join(', ');
  const more = entries.length > 10 ? ` and ${entries.length - 10} more` : '';
  const where =
    entries.length === 1 ? `entry ${numbers}, which keeps` : `entries ${numbers}${more}, which keep`;
  return `It is redacted. The same words also stand in ${where} them until redacted too.`;
}

interface Log {
  number: number;
  version: number;
  events: IncidentEvent[];
}

function redacted(
  { number, version, events }: Log,
  decided: IncidentEvent[],
): { writes: Writes; after: Opened } {
  const redactions = decided.filter((event) => event.type === 'entry.redacted');
  const words = tombstonesAfter(events, redactions);
  const clean = events.map((event, index) => {
    const said = words.get(index + 1);
    return said === undefined ? event : tombstoneOf(event, said);
  });
  const after = fold(nothing, [...clean, ...decided]) as Opened;
  const asked = decided.flatMap((event, index) => outgoing(event, after, version + index + 1));
  const at = decided.at(-1)?.at ?? after.openedAt;
  const entries = [...words.keys()];
  const retold = entries.flatMap((entry) => retellings({ events, clean, entry, at }));
  const effects = [
    ...asked,
    ...retold.map((effect, n) => ({
      ...effect,
      incident: number,
      key: `${number}.${version + 1}.${1000 + n}`,
    })),
  ];
  const head = headOf(after, version + decided.length, at);
  const replaced = entries.map((entry) => ({
    seq: entry,
    event: clean[entry - 1] as IncidentEvent,
    texts: textsOf(events[entry - 1] as IncidentEvent),
    words: words.get(entry) ?? '',
  }));
  return {
    after,
    writes: {
      append: { incident: number, expected: version, events: decided, head },
      effects,
      redact: { incident: number, entries: replaced },
    },
  };
}

/** What was said of an entry is drawn again without its text, wherever it was said. */
function retellings(given: {
  events: IncidentEvent[];
  clean: IncidentEvent[];
  entry: number;
  at: number;
}): Omit<Outgoing, 'key' | 'incident'>[] {
  const { events, clean, entry, at } = given;
  const said = events[entry - 1] as IncidentEvent;
  // As it was then, because who hears of an event depends on the state after it.
  const then = fold(nothing, events.slice(0, entry)) as Opened;
  const instead = fold(nothing, clean.slice(0, entry)) as Opened;
  const now = new Map(
    outgoing(clean[entry - 1] as IncidentEvent, instead, entry).map(({ key, body }) => [key, body]),
  );
  return outgoing(said, then, entry).flatMap(({ key, incident: _, ...effect }) => {
    const body = now.get(key);
    if (effect.body.kind !== 'say' || body?.kind !== 'say') return [];
    const card: Card = body.card;
    const { waitsFor: _w, coalesce: _c, ...rest } = effect;
    return [{ ...rest, dueAt: at, body: { ...effect.body, card, replaces: { key, since: said.at } } }];
  });
}
