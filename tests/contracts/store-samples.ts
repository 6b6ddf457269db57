import type { Outgoing } from '../../src/domain/chat/outgoing.ts';
import type { Lane } from '../../src/domain/incident/effects.ts';
import type { IncidentEvent } from '../../src/domain/incident/events.ts';
import { fold, nothing } from '../../src/domain/incident/evolve.ts';
import type { Opened } from '../../src/domain/incident/state.ts';
import { airb } from '../../src/domain/people.ts';
import { type Tally, tallyOf } from '../../src/domain/report/tally.ts';
import type { Alert } from '../../src/domain/signals/alert.ts';
import type { Change } from '../../src/domain/signals/change.ts';
import { outgoing } from '../../src/flow/write.ts';
import type { Settlement } from '../../src/ports/outbox.ts';
import type { Head } from '../../src/ports/records.ts';
import type { Store } from '../../src/ports/store.ts';
import { opening, workedExample } from '../support/worked-example.ts';
import { workedExamplePlan } from '../support/worked-example-plan.ts';

/** 2025-02-17 14:10 UTC. */
export const t0 = Date.UTC(2025, 1, 17, 14, 10);

export function note(text: string, at = t0): IncidentEvent {
  return { at, by: airb, type: 'note.written', text };
}

export function head(number: number, more: Partial<Head> = {}): Head {
  return {
    number,
    title: 'support-bot refuses too much',
    system: 'support-bot',
    failure: 'refusal-spike',
    severity: 'sev2',
    phase: 'triage',
    open: true,
    private: false,
    openedAt: t0,
    updatedAt: t0,
    activeAt: t0,
    version: 0,
    ...more,
  };
}

/** What the worked example comes to, as if it were incident `number`. */
export function tally(number: number, more: Partial<Tally> = {}): Tally {
  return { ...tallyOf(fold(nothing, workedExample({ number })) as Opened), number, ...more };
}

export function alert(fingerprint: string): Alert {
  return {
    source: 'alertmanager',
    fingerprint,
    status: 'firing',
    title: 'Refusals 19 % (normal 4 %)',
    system: 'support-bot',
    labels: { alertname: 'RefusalSpike' },
    annotations: {},
    startsAt: t0,
    extra: { groupKey: 'g' },
  };
}

export function change(id: string, at: number, system = 'support-bot'): Change {
  return { id, system, kind: 'prompt', part: 'prompt', from: 'v6', to: 'v7', summary: 'prompt v6 → v7', at };
}

/** All the core asked for in the worked example, told as incident `number` with a provider that pages. */
function askedIn(number: number): Outgoing[] {
  const events = workedExample({ number, plan: { ...workedExamplePlan(), pagers: ['chat', 'pagerduty'] } });
  return events.flatMap((event, n) =>
    outgoing(event, fold(nothing, events.slice(0, n + 1)) as Opened, n + 1),
  );
}
const asked = askedIn(1);

/**
 * An effect as the core makes it, under another key: something said in the room, unless told otherwise. Its lane is one
 * the core gave, so a test can't rest on a lane the program does not have. What waits for the room may go.
 */
export function effect(key: string, more: Partial<Outgoing> = {}): Outgoing {
  const lane = more.lane ?? 'say';
  const made = asked.find((one) => one.lane === lane);
  if (!made) throw new Error(`the core asks for nothing in the lane ${lane}`);
  const { waitsFor: _room, coalesce: _word, ...free } = made;
  return { ...free, key, incident: Number(key.split('.')[0]), dueAt: t0, priority: 3, ...more };
}

export function timer(key: string, dueAt: number, name = 'page.timeout'): Outgoing {
  const coalesce = `timer:${name}`;
  return effect(key, { lane: coalesce, coalesce, dueAt, priority: 2 });
}

/** What the core asks for the moment an incident opens, due at once: its room, its pages, its readings, its timers. */
export function openingEffects(number: number, facts: Parameters<typeof opening>[0] = {}): Outgoing[] {
  const plan = { ...workedExamplePlan(), pagers: ['chat', 'pagerduty'] };
  const opened = { ...opening({ number, plan, ...facts }), at: t0 };
  return outgoing(opened, fold(nothing, [opened]) as Opened, 1);
}

/** Appends notes to an incident, wherever it stands. @returns its version before */
export function append(
  store: Store,
  incident: number,
  texts: string[],
  more: Partial<Head> = {},
): Promise<number> {
  return store.write({ incident: { number: incident, after: () => Number.MAX_SAFE_INTEGER } }, (loaded) => {
    const expected = loaded.incident?.version ?? 0;
    const events = texts.map((text) => note(text));
    return {
      writes: { append: { incident, expected, events, head: head(incident, more) } },
      answer: expected,
    };
  });
}

export function add(store: Store, ...effects: Outgoing[]): Promise<void> {
  return store.write({}, () => ({ writes: { effects }, answer: undefined }));
}

export function settle(store: Store, settlement: Settlement): Promise<void> {
  return store.write({}, () => ({ writes: { settle: settlement }, answer: undefined }));
}

/** Keys of what a claim hands out. */
export async function claimed(
  store: Store,
  now = t0,
  busyLanes: Lane[] = [],
  limit = 100,
): Promise<string[]> {
  return (await store.claim({ now, busyLanes, limit })).map((effect) => effect.key);
}
