import type { Outgoing } from '../../src/domain/chat/outgoing.ts';
import type { IncidentEvent } from '../../src/domain/incident/events.ts';
import { airb } from '../../src/domain/people.ts';
import type { Alert } from '../../src/domain/signals/alert.ts';
import type { Change } from '../../src/domain/signals/change.ts';
import type { Settlement } from '../../src/ports/outbox.ts';
import type { Head } from '../../src/ports/records.ts';
import type { Store } from '../../src/ports/store.ts';

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
    version: 0,
    ...more,
  };
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

/** A redraw of the card in the card's lane, unless told otherwise. */
export function effect(key: string, more: Partial<Outgoing> = {}): Outgoing {
  return {
    key,
    incident: Number(key.split('.')[0]),
    dueAt: t0,
    lane: `${key.split('.')[0]}/chat`,
    priority: 3,
    body: { kind: 'draw', slot: 'card', place: { to: 'room' } },
    ...more,
  };
}

export function timer(key: string, dueAt: number, name = 'page'): Outgoing {
  const incident = Number(key.split('.')[0]);
  return {
    key,
    incident,
    dueAt,
    lane: `${incident}/timer/${name}`,
    coalesce: `timer:${name}`,
    priority: 2,
    body: { kind: 'timer', name, command: { type: 'page.timeout', level: 1 } },
  };
}

/** Appends notes to an incident, wherever it stands. @returns its version before */
export function append(
  store: Store,
  incident: number,
  texts: string[],
  more: Partial<Head> = {},
): Promise<number> {
  return store.write({ incident: { number: incident, after: Number.MAX_SAFE_INTEGER } }, (loaded) => {
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
  busyLanes: string[] = [],
  limit = 100,
): Promise<string[]> {
  return (await store.claim({ now, busyLanes, limit })).map((effect) => effect.key);
}
