import type { Outgoing } from '../domain/chat/outgoing.ts';
import type { CommandBody, Decision, Rejection } from '../domain/incident/commands.ts';
import { changeOf } from '../domain/incident/containment-change.ts';
import { decide } from '../domain/incident/decide.ts';
import type { IncidentEvent } from '../domain/incident/events.ts';
import { fold, nothing } from '../domain/incident/evolve.ts';
import { goesOnAs } from '../domain/incident/goes-on.ts';
import { headOf } from '../domain/incident/head.ts';
import { react } from '../domain/incident/react.ts';
import { chatOfRef, wordIn } from '../domain/incident/rooms.ts';
import type { Incident, Opened } from '../domain/incident/state.ts';
import type { Actor } from '../domain/people.ts';
import { tallyOf } from '../domain/report/tally.ts';
import { type Duration, type Instant, second } from '../domain/time.ts';
import { ConflictError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Decided, Loaded, Needs, Writes } from '../ports/records.ts';
import type { Store } from '../ports/store.ts';
import { bodyInWords, worded } from '../views/wording.ts';
import { withAlso, withoutLong } from './long-texts.ts';
import type { Mask } from './masked.ts';
import type { States } from './states.ts';

/** What became of a command. */
export type Handled =
  | { ok: true; incident: Opened; events: IncidentEvent[]; note?: string; duplicate: boolean }
  | ({ ok: false; incident: Incident } & Rejection);

/** Rows written in the same transaction, whatever is decided. */
type Also = Pick<Writes, 'settle' | 'slot' | 'release' | 'alert' | 'active' | 'document'>;

export interface Extras {
  /** Same for every redelivery of the same input; a known one changes nothing. */
  inputKey?: string;
  also?: Also;
}

/** Where a command goes, chosen inside the transaction: to this incident, to a new one, or nowhere. */
export type Choice<T> = { answer: T; also?: Also } & (
  | { to: 'this'; incident: number; command: CommandBody }
  | { to: 'new'; command: CommandBody }
  | { to: 'none' }
);

export interface Placing<T> {
  by: Actor;
  needs: Pick<
    Needs,
    'inputKey' | 'head' | 'episode' | 'openOf' | 'openedSince' | 'straysOf' | 'changesOf' | 'earlierLike'
  >;
  /** The incident it will most likely go to: guessed right, one transaction is enough. */
  guess?: number;
  /** Pure; asked again when the transaction is tried again. */
  choose(loaded: Loaded): Choice<T>;
}

/** What was chosen and, where a command ran, what became of it. */
export interface Placed<T> {
  answer: T;
  number?: number;
  handled?: Handled;
}

export interface Writer {
  /** Runs one command on one incident; resolves after the commit. */
  handle(number: number, body: CommandBody, by: Actor, extras?: Extras): Promise<Handled>;
  /**
   * Runs a command on the incident that `choose` names, or on a new one.
   * @throws Error when the choice names another incident at every try
   */
  place<T>(placing: Placing<T>): Promise<Placed<T>>;
  /** The present state, folded from the log; undefined when there is no such incident. */
  incident(number: number): Promise<Opened | undefined>;
}

/** A decision with what it writes. */
interface Outcome {
  number: number;
  decision: Decision;
  before: Incident;
  after: Incident;
  version: number;
  writes: Writes;
}

/** How often a command is tried because another one opened or changed its incident meanwhile; replicas write beside each other. */
const tries = 5;

/** The one writer: needs → load → fold → decide → append, in one transaction. */
export function createWriter(deps: {
  store: Store;
  clock: Clock;
  states: States;
  mask: Mask;
  /** sha-256 of a text, hex. */
  hash: (text: string) => string;
  /** Hears of each incident that opened, after the commit. */
  onOpen?: (incident: Opened) => void;
  /** Hears of each incident that ended, after the commit. */
  onEnd?: (number: number) => void;
  /** Hears of what happened, after the commit. */
  onEvents?: (events: readonly IncidentEvent[], incident: Opened) => void;
  /** Hears of the effects that a command asked for, after the commit. */
  onPlanned?: (planned: readonly Outgoing[], incident: Opened) => void;
}): Writer {
  const { store, clock, states } = deps;

  const needsOf = (number: number) => ({ number, after: () => states.version(number, 'drafts too') });

  async function write<T>(needs: Needs, decide: (loaded: Loaded) => Decided<T>): Promise<T> {
    try {
      return await store.write(needs, decide);
    } catch (error) {
      states.drop();
      throw error;
    }
  }

  /** What a write brings with its outcome: the next write of the same batch builds on it before it is committed. */
  function applying({ number, version, after, writes }: Outcome): () => void {
    return () => {
      if (writes.append !== undefined) states.draft(number, version, after);
    };
  }

  function outcomeOf(
    number: number,
    loaded: Loaded['incident'],
    command: { body: CommandBody; by: Actor },
  ): Outcome {
    const version = loaded?.version ?? 0;
    const before = loaded ? states.at(number, loaded, 'drafts too') : nothing;
    const body = deps.mask(command.body, before);
    const decision = decide({ ...body, at: momentAfter(before, clock.now()), by: command.by }, before);
    const said = 'events' in decision ? decision.events.map((event) => worded(event, before)) : [];
    const { events, contents } = withoutLong(said, { incident: number, hash: deps.hash });
    const after = fold(before, events);
    const writes =
      events.length === 0
        ? {}
        : { ...append(after, { number, version, events }), ...(contents && { contents }) };
    return { number, decision, before, after, version: version + events.length, writes };
  }

  function committed(outcome: Outcome): Handled {
    states.keep(outcome.number, outcome.version, outcome.after);
    const events = 'events' in outcome.decision ? outcome.decision.events : [];
    const { after, writes } = outcome;
    if (events.length > 0 && after.phase !== 'none') deps.onEvents?.(events, after);
    if (writes.effects && after.phase !== 'none') deps.onPlanned?.(writes.effects, after);
    if (after.phase !== 'none' && events[0]?.type === 'incident.opened') deps.onOpen?.(after);
    if (events.some(({ type }) => type === 'resolved' || type === 'cancelled' || type === 'merged'))
      deps.onEnd?.(outcome.number);
    return answerOf(outcome, false);
  }

  async function handleOnce(
    number: number,
    body: CommandBody,
    by: Actor,
    extras: Extras = {},
  ): Promise<Handled> {
    const { outcome, duplicate } = await write(
      { inputKey: extras.inputKey, incident: needsOf(number) },
      (loaded) => {
        const decided = outcomeOf(number, loaded.incident, { body, by });
        if (loaded.duplicate) return { writes: {}, answer: { outcome: decided, duplicate: true } };
        return {
          writes: withAlso(decided.writes, extras.also, deps.hash),
          answer: { outcome: decided, duplicate: false },
          applied: applying(decided),
        };
      },
    );
    if (duplicate) return answerOf({ ...outcome, after: outcome.before, decision: { events: [] } }, true);
    return committed(outcome);
  }

  async function placeOnce<T>({ by, needs, guess, choose }: Placing<T>): Promise<Placed<T>> {
    let candidate = guess;
    const moved = new Map<number, number>();
    for (let attempt = 0; attempt < tries; attempt++) {
      const incident = candidate === undefined ? undefined : needsOf(candidate);
      const result = await write<{ elsewhere: number } | (Placed<T> & { outcome?: Outcome })>(
        { ...needs, incident },
        (loaded) => {
          const choice = choose(loaded);
          const { answer, also } = choice;
          if (choice.to === 'none') return { writes: withAlso({}, also, deps.hash), answer: { answer } };
          const goal = choice.to === 'this' ? lastOf(moved, choice.incident) : 0;
          if (choice.to === 'this' && goal !== candidate) return { writes: {}, answer: { elsewhere: goal } };
          const number = choice.to === 'this' ? goal : loaded.nextNumber;
          const log = choice.to === 'this' ? loaded.incident : undefined;
          const onwards = log && goesOnAs(states.at(number, log, 'drafts too'), choice.command);
          if (onwards !== undefined) {
            moved.set(number, onwards);
            return { writes: {}, answer: { elsewhere: onwards } };
          }
          const outcome = outcomeOf(number, log, { body: choice.command, by });
          return {
            writes: withAlso(outcome.writes, movedTo(also, number), deps.hash),
            answer: { answer, number, outcome },
            applied: applying(outcome),
          };
        },
      );
      if (!('elsewhere' in result)) {
        const { answer, number, outcome } = result;
        return { answer, number, handled: outcome && committed(outcome) };
      }
      candidate = result.elsewhere;
    }
    throw new Error(`no stable incident was found in ${tries} tries`);
  }

  async function incidentNow(number: number): Promise<Opened | undefined> {
    const head = await store.head(number);
    if (head === undefined) return undefined;
    if (head.phase === 'pruned') {
      states.forget(number);
      return undefined;
    }
    const events =
      states.version(number, 'committed') >= head.version
        ? []
        : (await store.events(number)).map((one) => one.event);
    const version = Math.max(head.version, events.length);
    const state = states.at(number, { version, events }, 'committed');
    if (state.phase === 'none') return undefined;
    states.keep(number, version, state);
    return state;
  }

  return {
    handle: (...given) => orAgain(() => handleOnce(...given)),
    place: (placing) => orAgain(() => placeOnce(placing)),
    incident: (number) => orAgain(() => incidentNow(number)),
  };
}

/** Where what comes goes on instead, step by step. */
function lastOf(moved: ReadonlyMap<number, number>, incident: number): number {
  const next = moved.get(incident);
  return next === undefined ? incident : lastOf(moved, next);
}

/** The row of an alert stands where the alert went. */
function movedTo(also: Also | undefined, incident: number): Also | undefined {
  const { alert } = also ?? {};
  return alert === undefined || alert.incident === incident
    ? also
    : { ...also, alert: { ...alert, incident } };
}

/** Again after somebody else changed the incident meanwhile: nothing of that try was kept. */
async function orAgain<T>(run: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      if (!(error instanceof ConflictError) || attempt === tries) throw error;
    }
  }
}

function append(after: Incident, log: { number: number; version: number; events: IncidentEvent[] }): Writes {
  if (after.phase === 'none') return {};
  const { number, version, events } = log;
  const effects = dueLast(events.flatMap((event, index) => outgoing(event, after, version + index + 1)));
  const head = headOf(after, version + events.length, events.at(-1)?.at ?? after.openedAt);
  const rooms = events.filter((event) => event.type === 'room.opened').map((event) => event.room);
  const rolled = events
    .filter((event) => event.type === 'rollback.responded')
    .map((event) => changeOf(event, after));
  const change = rolled.find((one) => one !== undefined);
  return {
    ...(change && { change }),
    append: { incident: number, expected: version, events, head, tally: tallyOf(after) },
    effects,
    ...(rooms.length > 0 && {
      rooms: { incident: number, refs: rooms },
      release: { incident: number, words: rooms.map((room) => wordIn(after.plan, chatOfRef(room), 'room')) },
    }),
  };
}

/** What is due is said after all that the same decision says, because it follows from the last of it. */
function dueLast(effects: Outgoing[]): Outgoing[] {
  const isDue = ({ body }: Outgoing) => body.kind === 'draw' && body.slot === 'now';
  return [...effects.filter((effect) => !isDue(effect)), ...effects.filter(isDue)];
}

/**
 * What must leave because of one event, in words.
 * @param seq number of the event
 */
export function outgoing(event: IncidentEvent, after: Opened, seq: number): Outgoing[] {
  return react(event, after, seq).map((effect) => ({ ...effect, body: bodyInWords(effect.body, after) }));
}

function answerOf(outcome: Outcome, duplicate: boolean): Handled {
  const { decision, after, before } = outcome;
  if ('rejected' in decision) return { ok: false, ...decision, incident: before };
  if (after.phase === 'none') return { ok: false, rejected: 'There is no such incident.', incident: after };
  return { ok: true, incident: after, events: decision.events, note: decision.note, duplicate };
}

/** A greater difference is a clock that was set, and no longer the difference of two. */
const clocksDiffer: Duration = 90 * second;

/**
 * The clock of one replica may be behind that of another, which wrote before: what follows is not noted as earlier than what
 * people or alerts did last. Else somebody would have acknowledged before it began.
 */
function momentAfter(before: Incident, now: Instant): Instant {
  if (before.phase === 'none') return now;
  const ahead = before.activeAt - now;
  return ahead > 0 && ahead <= clocksDiffer ? before.activeAt : now;
}
