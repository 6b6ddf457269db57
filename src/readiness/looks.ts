import type { Library, SignalSpec, SystemSpec } from '../domain/runbooks/runbook.ts';
import { askingOf, type Seen, stretchUntil } from '../domain/signals/seen.ts';
import { day, hour, type Instant, minute } from '../domain/time.ts';
import type { Look } from '../ports/look.ts';
import type { Memory } from '../ports/memory.ts';

/** What Prometheus showed of the signals when it was last asked. */
export interface SeenSignals {
  /** The beginning and the end of the stretch it was asked for. */
  from: Instant;
  at: Instant;
  signals: { system: string; signal: string; query: string; seen: Seen }[];
}

/** What readiness knows of the world, and from where. */
export interface Looked {
  how: 'asked' | 'remembered' | 'not looked';
  /** Why it was not asked now. */
  why?: string;
  seen?: SeenSignals;
}

/** What was seen longer ago than this says little about tonight. */
const lasts = 7 * day;

/** The stretch readiness asks for: a week has quiet hours and busy ones. */
const over = 7 * day;

/** So long a Prometheus that did not answer is not asked again, because each reader would wait for it. */
const pause = 5 * minute;

/** Where it stands in the memory of the records. */
const key = 'readiness:signals-seen';

/** What was seen of a signal as its file has it now; undefined where nobody looked, or the query is another since. */
export function seenOf(
  { id }: SystemSpec,
  { name, query }: SignalSpec,
  looked: Looked | undefined,
): Seen | undefined {
  return looked?.seen?.signals.find((one) => one.system === id && one.signal === name && one.query === query)
    ?.seen;
}

export function rememberSeen(memory: Pick<Memory, 'remember'>, seen: SeenSignals): Promise<void> {
  return memory.remember(key, JSON.stringify(seen));
}

/** What is remembered of a look that is not too old. What can't be read counts as nothing. */
async function recallSeen(memory: Pick<Memory, 'recall'>, now: Instant): Promise<SeenSignals | undefined> {
  const text = await memory.recall(key);
  if (text === undefined) return undefined;
  const seen = JSON.parse(text) as SeenSignals;
  return seen.at <= now && now - seen.at < lasts ? seen : undefined;
}

/** Why nobody looks where no address is set. */
export const withoutPrometheus = 'PROMETHEUS_URL is not set';

export interface Looking {
  /** Undefined where there is nothing to ask. */
  look: Look | undefined;
  /** Why there is nothing to ask. */
  without: string;
  /** Undefined where nothing was recorded yet. */
  memory: Memory | undefined;
  /** A younger look than this is not repeated. */
  fresh?: number;
}

/** What is known of the signals: asked now, or remembered from the last time. */
export type LookAtSignals = (library: Library, now: Instant) => Promise<Looked>;

/** Several readers at a time share one look. */
export function createLooking({ look, without, memory, fresh = hour }: Looking): LookAtSignals {
  let under: Promise<Looked> | undefined;
  let away: { until: Instant; why: string } | undefined;
  const known = async (why: string, now: Instant): Promise<Looked> => {
    const seen = memory && (await recallSeen(memory, now));
    return seen === undefined ? { how: 'not looked', why } : { how: 'remembered', why, seen };
  };
  const around = async (library: Library, now: Instant): Promise<Looked> => {
    if (look === undefined) return known(without, now);
    const before = memory && (await recallSeen(memory, now));
    if (before && now - before.at < fresh && covers(before, library))
      return { how: 'remembered', seen: before };
    if (away && now < away.until) return known(away.why, now);
    const seen = await lookAt(look, library, now);
    const first = seen.signals[0];
    if (first && 'problem' in first.seen && seen.signals.every((one) => one.seen.is === 'unasked')) {
      away = { until: now + pause, why: first.seen.problem };
      return known(away.why, now);
    }
    if (memory) await rememberSeen(memory, seen);
    return { how: 'asked', seen };
  };
  return (library, now) => {
    under ??= around(library, now).finally(() => {
      under = undefined;
    });
    return under;
  };
}

/** True when every signal of the files is among what was seen. */
function covers(seen: SeenSignals, { systems }: Library): boolean {
  const looked: Looked = { how: 'remembered', seen };
  return systems.every((system) =>
    system.signals.every((signal) => seenOf(system, signal, looked) !== undefined),
  );
}

async function lookAt(look: Look, { systems }: Library, now: Instant): Promise<SeenSignals> {
  const asked = systems.flatMap(({ id, signals }) => signals.map((spec) => ({ system: id, spec })));
  const stretch = stretchUntil(now, over);
  const seen = await look.look(
    asked.map(({ spec }) => askingOf(spec)),
    stretch,
  );
  return {
    from: stretch.from,
    at: now,
    signals: asked.flatMap(({ system, spec: { name, query } }, n) => {
      const one = seen[n];
      return one === undefined ? [] : [{ system, signal: name, query, seen: one }];
    }),
  };
}
