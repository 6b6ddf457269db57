import type {
  Library,
  PartSpec,
  SignalSpec,
  SystemKind,
  SystemSpec,
} from '../../src/domain/runbooks/runbook.ts';
import type { Seen } from '../../src/domain/signals/seen.ts';
import { day, minute } from '../../src/domain/time.ts';
import { assess, type Past, type SystemReadiness } from '../../src/readiness/assess.ts';
import type { Looked } from '../../src/readiness/looks.ts';
import type { PastIncident } from '../../src/readiness/past.ts';
import type { Point } from '../../src/readiness/point.ts';
import { sampleLibrary } from '../support/sample-library.ts';

export const shipped: Library = sampleLibrary();

/** The day every story here plays on. */
export const now = Date.parse('2026-11-22T12:00:00Z');

/** So many days before that. */
export function daysAgo(days: number): number {
  return now - days * day;
}

export function part(id: string, kind: PartSpec['kind'], change: Partial<PartSpec> = {}): PartSpec {
  return {
    id,
    kind,
    title: `The ${id}`,
    live: `${id}-2`,
    lastKnownGood: `${id}-1`,
    pinned: true,
    separate: true,
    action: {
      method: 'POST',
      url: 'http://127.0.0.1:1/',
      body: {},
      headers: {},
      dryRun: { dryRun: true },
    },
    ...change,
  };
}

/** Everything the shipped runbooks watch in a system of this kind, each with a normal. */
function everySignal(kind: SystemKind): SignalSpec[] {
  const triggers = shipped.runbooks
    .filter(({ appliesTo }) => appliesTo.includes(kind))
    .flatMap((runbook) => runbook.triggers);
  const names = [...new Set(triggers.map(({ signal }) => signal))];
  return names.map((name) => ({
    name,
    title: name,
    query: `${name}{}`,
    unit: 'ratio',
    baseline: 0.1,
    better: triggers.some((one) => one.signal === name && one.compare === 'above') ? 'lower' : 'higher',
  }));
}

/** A system with nothing missing, and with an agent's duties unless another kind is asked for. */
export function perfect(change: Partial<SystemSpec> = {}): SystemSpec {
  const kind = change.kind ?? 'agent';
  return {
    id: 'order-agent',
    title: 'Order agent',
    kind,
    sample: false,
    riskTier: 'high',
    businessOwner: 'eva',
    technicalOwner: 'dev',
    onCall: [
      { people: ['dev'], after: 5 * minute },
      { people: ['ana'], after: 5 * minute },
    ],
    parts: [part('flag', 'flag'), part('prompt', 'prompt'), part('model', 'model'), part('code', 'code')],
    signals: everySignal(kind),
    audiences: ['support-leadership'],
    contacts: { risk: 'finn', legal: 'eva', security: 'ben' },
    fallback: 'People do it by hand.',
    fallbackTested: '2026-10-12',
    safeStop: 'The flag lets each task finish its step.',
    drill: { on: '2026-11-02', what: 'The flag was turned off for an hour.' },
    knownLimits: [],
    file: 'systems/order-agent.yaml',
    ...change,
  };
}

/** An incident of the log: resolved by people ten days ago, its draft written, nothing rolled back. */
export function past(change: Partial<PastIncident> = {}): PastIncident {
  return {
    number: 7,
    system: 'order-agent',
    private: false,
    openedAt: daysAgo(10),
    alerts: [],
    unmapped: false,
    rollbacks: [],
    resolvedAt: daysAgo(10),
    stepsDone: 4,
    postmortem: { drafted: true, dueAt: daysAgo(5) },
    ...change,
  };
}

/** Prometheus was asked just now, and showed this of every signal. */
export function answering({ id, signals }: SystemSpec, seen: Seen = { is: 'answers' }): Looked {
  return {
    how: 'asked',
    seen: {
      from: daysAgo(7),
      at: now,
      signals: signals.map(({ name, query }) => ({ system: id, signal: name, query, seen })),
    },
  };
}

/** The same of several systems. */
export function allAnswering(systems: SystemSpec[]): Looked {
  const seen = systems.map((system) => answering(system).seen);
  return {
    how: 'asked',
    seen: { from: daysAgo(7), at: now, signals: seen.flatMap((one) => one?.signals ?? []) },
  };
}

/** How ready one system is, with this log; its queries answer unless something else is said. */
export function judged(
  system: SystemSpec,
  log: PastIncident[] = [],
  library: Library = shipped,
  looked: Looked = answering(system),
): SystemReadiness {
  const [found] = assess(
    { ...library, systems: [system] },
    { incidents: log, looked } satisfies Past,
    now,
  ).systems;
  if (!found) throw new Error('nothing was judged');
  return found;
}

export function pointOf({ points }: SystemReadiness, id: string): Point {
  const point = points.find((one) => one.id === id);
  if (!point) throw new Error(`there is no point ${id}`);
  return point;
}

/** What a point rests on, one line each, with its source in brackets. */
export function restsOn({ evidence }: Point): string[] {
  return evidence.map(({ says, file, field, incidents }) => {
    const source = [...(file ? [`${file}: ${field}`] : []), ...(incidents ?? []).map((n) => `INC-${n}`)];
    return source.length > 0 ? `${says} [${source.join(', ')}]` : says;
  });
}
