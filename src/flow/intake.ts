import { LRUCache } from 'lru-cache';
import type { Opened } from '../domain/incident/state.ts';
import type { Actor } from '../domain/people.ts';
import { type Match, matchAlert } from '../domain/runbooks/match.ts';
import { unlistedSystem } from '../domain/runbooks/unlisted.ts';
import { type Alert, episodeKey } from '../domain/signals/alert.ts';
import type { Change } from '../domain/signals/change.ts';
import { clockTime } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { AlertFate, Metrics } from '../ports/metrics.ts';
import type { AlertRow, Head, Loaded } from '../ports/records.ts';
import type { Store } from '../ports/store.ts';
import { type OpeningContext, openCommand, pinned } from './opening.ts';
import type { Choice, Placed, Writer } from './write.ts';

export interface Taken {
  fingerprint: string;
  incident: number | null;
  because: string;
}

export interface Intake {
  /**
   * Stores alerts, and opens or joins incidents for them. Resolves after the commit, with results in the order given.
   */
  alerts(alerts: Alert[]): Promise<Taken[]>;
  /** Stores a change and puts it on the timeline of the system's open incidents. */
  changes(changes: Change[]): Promise<{ id: string; incidents: number[] }[]>;
}

/** One request never takes more than this many places in the store's queue at once. */
const chunk = 200;

/** The number of systems and failures for which the incident of their last alert is remembered. */
const guesses = 1000;

/** Takes in parsed alerts and changes. */
export function createIntake(deps: {
  store: Store;
  writer: Writer;
  clock: Clock;
  context: () => OpeningContext;
  metrics: Metrics;
}): Intake {
  const { store, writer, clock } = deps;
  /** The incident the last alert of a kind went to. */
  const lastWent = new LRUCache<string, number>({ max: guesses });

  async function one(alert: Alert): Promise<Taken> {
    const match = matchAlert(alert, deps.context().library);
    const system = match.system?.id ?? match.systemName ?? 'unknown-system';
    const { lookBack } = deps.context().library.organization;
    const kind = `${system}\n${match.runbook.failure}`;
    const placed = await writer.place({
      by: { kind: 'source', name: alert.source },
      needs: {
        episode: episodeKey(alert),
        openOf: { system },
        changesOf: { system, since: alert.startsAt - lookBack },
      },
      guess: lastWent.get(kind),
      choose: (loaded) => choose(alert, { match, system }, loaded),
    });
    if (placed.number !== undefined) lastWent.set(kind, placed.number);
    deps.metrics.alertTaken(alert.source, fateOf(placed));
    return {
      fingerprint: alert.fingerprint,
      incident: placed.number ?? null,
      because: becauseOf(alert, placed),
    };
  }

  function choose(
    alert: Alert,
    { match, system }: { match: Match; system: string },
    loaded: Loaded,
  ): Choice<AlertRow | undefined> {
    const { episode } = loaded;
    const row = {
      episode: episodeKey(alert),
      alert,
      times: (episode?.times ?? 0) + 1,
      receivedAt: clock.now(),
    };
    const target = episode?.incident || joinable(loaded.open, match.runbook.failure)?.number;
    if (target !== undefined) {
      const command = { type: 'alert.arrive', alert } as const;
      return {
        to: 'this',
        incident: target,
        command,
        answer: episode,
        also: { alert: { ...row, incident: target } },
      };
    }
    if (alert.status === 'resolved')
      return { to: 'none', answer: episode, also: { alert: { ...row, incident: 0 } } };
    return {
      to: 'new',
      command: opening(alert, { match, system }, loaded),
      answer: episode,
      also: { alert: { ...row, incident: loaded.nextNumber }, document: pinned(match.runbook) },
    };
  }

  /** The open incident of the same failure, if it is still within the join window. */
  function joinable(open: Head[], failure: string): Head | undefined {
    const { joinWindow } = deps.context().library.organization;
    return open.find((head) => head.failure === failure && clock.now() - head.updatedAt <= joinWindow);
  }

  function opening(alert: Alert, { match, system }: { match: Match; system: string }, loaded: Loaded) {
    return openCommand(deps.context(), {
      number: loaded.nextNumber,
      at: clock.now(),
      runbook: match.runbook,
      system: match.system ?? unlistedSystem(system, deps.context().library.organization),
      severity: match.severity,
      title: alert.title || match.runbook.title,
      failure: match.runbook.failure,
      because: match.because,
      unmapped: match.unmapped,
      startedAt: Math.min(alert.startsAt, clock.now()),
      owner: match.owner,
      alert,
      changes: loaded.changes,
    });
  }

  async function change(news: Change): Promise<{ id: string; incidents: number[] }> {
    const open = await store.write({ change: news.id, openOf: { system: news.system } }, (loaded) => ({
      writes: loaded.changeSeen ? {} : { change: news },
      answer: loaded.open,
    }));
    const by: Actor = { kind: 'source', name: news.by ?? 'change feed' };
    const told = open.map((head) => writer.handle(head.number, { type: 'change.note', change: news }, by));
    await Promise.all(told);
    return { id: news.id, incidents: open.map((head) => head.number) };
  }

  return {
    alerts: (alerts) => inChunks(alerts, one),
    changes: (changes) => inChunks(changes, change),
  };
}

async function inChunks<T, R>(items: T[], take: (item: T) => Promise<R>): Promise<R[]> {
  const taken: R[] = [];
  for (let start = 0; start < items.length; start += chunk) {
    taken.push(...(await Promise.all(items.slice(start, start + chunk).map(take))));
  }
  return taken;
}

function fateOf({ handled }: Placed<unknown>): AlertFate {
  if (handled === undefined) return 'rejected';
  if (!handled.ok || handled.events.length === 0) return 'repeated';
  return handled.events[0]?.type === 'incident.opened' ? 'opened' : 'joined';
}

function becauseOf(alert: Alert, placed: Placed<AlertRow | undefined>): string {
  const { answer: episode, handled } = placed;
  if (handled === undefined) return 'resolved before airb saw it fire; kept, no incident opened';
  if (fateOf(placed) === 'opened') return `opened: ${(handled.incident as Opened).because}`;
  if (episode && alert.status === 'firing' && episode.alert.status === 'firing')
    return `same episode as before, received ${episode.times + 1} times`;
  if (alert.status === 'resolved')
    return 'resolved; on the timeline, the incident stays open until recovery is verified';
  const { number, openedAt } = handled.incident as Opened;
  return `joined INC-${number}, open for the same system and failure since ${clockTime(openedAt)} UTC`;
}
