import { describe, expect, it } from 'vitest';
import type { Asking, Seen } from '../../src/domain/signals/seen.ts';
import { day, hour, minute } from '../../src/domain/time.ts';
import type { Look } from '../../src/ports/look.ts';
import { alarming, assess } from '../../src/readiness/assess.ts';
import { createLooking, rememberSeen, withoutPrometheus } from '../../src/readiness/looks.ts';
import { lookWords } from '../../src/readiness/words.ts';
import { answering, judged, now, perfect, pointOf, restsOn, shipped } from './given.ts';

const system = perfect();
const library = { ...shipped, systems: [system] };

/** A Prometheus that has what is told, and keeps what it was asked. */
function prometheus(seen: (query: string) => Seen): Look & { asked: Asking[] } {
  const asked: Asking[] = [];
  return {
    asked,
    look: async (queries) => {
      asked.push(...queries);
      return queries.map(({ query }) => seen(query));
    },
  };
}

function records() {
  const kept = new Map<string, string>();
  return {
    recall: async (key: string) => kept.get(key),
    remember: async (key: string, value: string) => void kept.set(key, value),
  };
}

const answers: Seen = { is: 'answers' };
const down = { is: 'unasked', problem: 'Prometheus can’t be reached (ECONNREFUSED)' } satisfies Seen;
const scoreAt = async (look: Look | undefined, memory = records(), at = now) => {
  const looked = await createLooking({ look, without: withoutPrometheus, memory })(library, at);
  const readiness = assess(library, { incidents: [], looked }, at);
  return { readiness, score: readiness.systems[0]?.score ?? 0, words: lookWords(readiness) };
};

describe('a signal counts when it was seen to answer', () => {
  it('with every query renamed the score falls, and nobody would see a failure', async () => {
    const right = await scoreAt(prometheus(() => answers));
    expect(right.score).toBe(100);
    const renamed = await scoreAt(prometheus(() => ({ is: 'empty' })));
    expect(renamed.score).toBeLessThan(75);
    const states = renamed.readiness.systems[0]?.points.filter(({ id }) => id.endsWith('-signal'));
    expect(new Set(states?.map(({ state }) => state))).toEqual(new Set(['missing']));
    expect(alarming(renamed.readiness).length).toBeGreaterThan(0);
  });

  it('says what Prometheus showed, and when', () => {
    const dead = judged(system, [], shipped, answering(system, { is: 'empty' }));
    expect(restsOn(pointOf(dead, 'refusal-signal'))[0]).toMatch(
      /; its query gives no data \(2026-11-22\) \[systems\/order-agent\.yaml: signals\.refusal_rate\]$/,
    );
    expect(pointOf(dead, 'refusal-signal').close).toBe(
      'See what `airb runbooks lint --live` says of `signals.refusal_rate.query` in `systems/order-agent.yaml`.',
    );
    expect(restsOn(pointOf(dead, 'runbooks')).join()).toContain(
      'would not be seen: Prometheus gives nothing for',
    );
  });

  it('one that never moved counts half, because it may be dead', () => {
    const flat = judged(system, [], shipped, answering(system, { is: 'flat', value: 0 }));
    expect(pointOf(flat, 'cost-signal')).toMatchObject({ state: 'partly', share: 0.5 });
  });

  it('of several that serve, the one that answers is taken', () => {
    const cost = new Set(['cost_per_request', 'cost_per_hour']);
    const { seen, ...how } = answering(system);
    const looked = {
      ...how,
      ...(seen && {
        seen: {
          ...seen,
          signals: seen.signals.map((one) =>
            cost.has(one.signal) ? { ...one, seen: { is: 'empty' } as Seen } : one,
          ),
        },
      }),
    };
    expect(pointOf(judged(system, [], shipped, looked), 'cost-signal').state).toBe('met');
  });

  it('a query that was changed since was not looked at', () => {
    const changed = {
      ...system,
      signals: system.signals.map((one) => ({ ...one, query: `${one.query} or x` })),
    };
    const { score, gaps } = judged(changed, [], shipped, answering(system));
    expect(score).toBeLessThan(100);
    expect(gaps.map(({ point }) => point.id)).toEqual(['signals-seen']);
  });
});

describe('without a Prometheus', () => {
  it('it says that nobody looked, in one gap, and raises no alarm for it', async () => {
    const { score, words, readiness } = await scoreAt(undefined);
    expect(words).toBe(
      'Signals: not looked (PROMETHEUS_URL is not set). What stands in the files counts only in part until Prometheus was seen to answer.',
    );
    expect(score).toBeLessThan(90);
    expect(readiness.gaps.map(({ point }) => point.title)).toEqual(['Signals seen to answer']);
    expect(readiness.gaps[0]?.point.evidence[0]?.says).toMatch(
      /^nobody looked whether the queries of `unsupported_claims`, `refusal_rate`, .* answer$/,
    );
    expect(alarming(readiness)).toEqual([]);
  });

  it('it takes what was seen before, says when, and forgets it after a week', async () => {
    const memory = records();
    await rememberSeen(memory, { ...seenAll, at: now - day });
    const before = await scoreAt(undefined, memory);
    expect(before.score).toBe(100);
    expect(before.words).toBe(
      'Signals: as Prometheus showed them on 2026-11-21 12:00 UTC (PROMETHEUS_URL is not set).',
    );
    expect((await scoreAt(undefined, memory, now + 6 * day)).words).toMatch(/not looked/);
  });
});

const seenAll = {
  from: now - 7 * day,
  at: now,
  signals: system.signals.map(({ name, query }) => ({
    system: system.id,
    signal: name,
    query,
    seen: answers,
  })),
};

describe('a Prometheus that is asked', () => {
  it('is asked once an hour, by however many readers', async () => {
    const memory = records();
    const world = prometheus(() => answers);
    const looking = createLooking({ look: world, without: '', memory });
    const both = await Promise.all([looking(library, now), looking(library, now)]);
    expect(both.map(({ how }) => how)).toEqual(['asked', 'asked']);
    expect(world.asked).toHaveLength(system.signals.length);
    expect((await looking(library, now + hour / 2)).how).toBe('remembered');
    expect((await looking(library, now + 2 * hour)).how).toBe('asked');
    expect(world.asked).toHaveLength(2 * system.signals.length);
  });

  it('is asked again at once when a query is new', async () => {
    const memory = records();
    const looking = createLooking({ look: prometheus(() => answers), without: '', memory });
    await looking(library, now);
    const other = {
      ...system,
      signals: system.signals.map((one) => ({ ...one, query: `sum(${one.query})` })),
    };
    expect((await looking({ ...library, systems: [other] }, now)).how).toBe('asked');
  });

  it('that is down lets readers wait once in five minutes', async () => {
    const world = prometheus(() => down);
    const looking = createLooking({ look: world, without: '', memory: records() });
    await looking(library, now);
    expect((await looking(library, now + 4 * minute)).why).toBe(down.problem);
    expect(world.asked).toHaveLength(system.signals.length);
    await looking(library, now + 6 * minute);
    expect(world.asked).toHaveLength(2 * system.signals.length);
  });

  it('that is down takes nothing away of what it showed before', async () => {
    const memory = records();
    await scoreAt(
      prometheus(() => answers),
      memory,
    );
    const later = await scoreAt(
      prometheus(() => down),
      memory,
      now + 3 * hour,
    );
    expect(later.score).toBe(100);
    expect(later.words).toBe(
      'Signals: as Prometheus showed them on 2026-11-22 12:00 UTC (Prometheus can’t be reached (ECONNREFUSED)).',
    );
    expect((await scoreAt(prometheus(() => down))).words).toMatch(
      /^Signals: not looked \(Prometheus can’t be reached/,
    );
  });
});
