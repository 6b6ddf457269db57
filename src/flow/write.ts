import type { CommandBody, Decision, Rejection } from '../domain/incident/commands.ts';
import { decide } from '../domain/incident/decide.ts';
import type { IncidentEvent } from '../domain/incident/events.ts';
import { fold } from '../domain/incident/evolve.ts';
import { headOf } from '../domain/incident/head.ts';
import { react } from '../domain/incident/react.ts';
import { chatOfRef, wordIn } from '../domain/incident/rooms.ts';
import type { Incident, Opened } from '../domain/incident/state.ts';
import type { Actor } from '../domain/people.ts';
import type { Clock } from '../ports/clock.ts';
import type { Loaded, Needs, Writes } from '../ports/records.ts';
import type { Store } from '../ports/store.ts';
import type { States } from './states.ts';

/** What became of a command. */
export type Handled =
  | { ok: true; incident: Opened; events: IncidentEvent[]; note?: string; duplicate: boolean }
  | ({ ok: false; incident: Incident } & Rejection);

export interface Extras {
  /** Same for every redelivery of the same input; a known one changes nothing. */
  inputKey?: string;
  /** Written in the same transaction, whatever is decided. */
  also?: Pick<Writes, 'settle' | 'slot' | 'release' | 'alert'>;
}

export interface Handler {
  /** Runs one command on one incident: load, fold, decide, append; resolves after the commit. */
  handle(number: number, body: CommandBody, by: Actor, extras?: Extras): Promise<Handled>;
  /** The present state, folded from the log; undefined when there is no such incident. */
  incident(number: number): Promise<Opened | undefined>;
  /** Folds what `needs` loaded and decides on it; for transactions that look at more than one incident. */
  resolve(number: number, loaded: Loaded['incident'], body: CommandBody, by: Actor): Outcome;
  /** Remembers a committed outcome. */
  committed(outcome: Outcome): void;
  needs(number: number): NonNullable<Needs['incident']>;
}

/** A decision with what it writes. */
export interface Outcome {
  number: number;
  decision: Decision;
  before: Incident;
  after: Incident;
  version: number;
  writes: Writes;
}

/** The one writer. */
export function createHandler(deps: { store: Store; clock: Clock; states: States }): Handler {
  const { store, clock, states } = deps;

  function resolve(number: number, loaded: Loaded['incident'], body: CommandBody, by: Actor): Outcome {
    const version = loaded?.version ?? 0;
    const before = states.at(number, loaded ?? { version: 0, events: [] });
    const decision = decide({ ...body, at: clock.now(), by }, before);
    const events = 'events' in decision ? decision.events : [];
    const after = fold(before, events);
    const writes = events.length === 0 ? {} : append(after, { number, version, events });
    return { number, decision, before, after, version: version + events.length, writes };
  }

  function committed(outcome: Outcome): void {
    states.keep(outcome.number, outcome.version, outcome.after);
  }

  const needs = (number: number) => ({ number, after: states.version(number) });

  async function handle(number: number, body: CommandBody, by: Actor, extras: Extras = {}): Promise<Handled> {
    const { outcome, duplicate } = await store.write(
      { inputKey: extras.inputKey, incident: needs(number) },
      (loaded) => {
        const decided = resolve(number, loaded.incident, body, by);
        if (loaded.duplicate) return { writes: {}, answer: { outcome: decided, duplicate: true } };
        return {
          writes: { ...decided.writes, ...extras.also },
          answer: { outcome: decided, duplicate: false },
        };
      },
    );
    if (duplicate) return answerOf({ ...outcome, after: outcome.before, decision: { events: [] } }, true);
    committed(outcome);
    return answerOf(outcome, false);
  }

  async function incident(number: number): Promise<Opened | undefined> {
    const head = await store.head(number);
    if (head === undefined) return undefined;
    const events =
      states.version(number) >= head.version ? [] : (await store.events(number)).map((one) => one.event);
    const version = Math.max(head.version, events.length);
    const state = states.at(number, { version, events });
    if (state.phase === 'none') return undefined;
    states.keep(number, version, state);
    return state;
  }

  return { handle, incident, resolve, committed, needs };
}

function append(after: Incident, log: { number: number; version: number; events: IncidentEvent[] }): Writes {
  if (after.phase === 'none') return {};
  const { number, version, events } = log;
  const effects = events.flatMap((event, index) => react(event, after, version + index + 1));
  const head = headOf(after, version + events.length, events.at(-1)?.at ?? after.openedAt);
  const rooms = events.filter((event) => event.type === 'room.opened').map((event) => event.room);
  return {
    append: { incident: number, expected: version, events, head },
    effects,
    ...(rooms.length > 0 && {
      rooms: { incident: number, refs: rooms },
      release: { incident: number, words: rooms.map((room) => wordIn(after.plan, chatOfRef(room), 'room')) },
    }),
  };
}

function answerOf(outcome: Outcome, duplicate: boolean): Handled {
  const { decision, after, before } = outcome;
  if ('rejected' in decision) return { ok: false, ...decision, incident: before };
  if (after.phase === 'none') return { ok: false, rejected: 'There is no such incident.', incident: after };
  return { ok: true, incident: after, events: decision.events, note: decision.note, duplicate };
}
