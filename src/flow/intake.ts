import { LRUCache } from 'lru-cache';
import type { Opened } from '../domain/incident/state.ts';
import type { Actor } from '../domain/people.ts';
import { unlistedSystem } from '../domain/runbooks/unlisted.ts';
import { type Alert, episodeKey } from '../domain/signals/alert.ts';
import type { Change } from '../domain/signals/change.ts';
import { matchAlert } from '../domain/signals/match.ts';
import { clockTime, type Instant } from '../domain/time.ts';
import type { AlertFate, Metrics } from '../ports/metrics.ts';
import type { AlertRow, Clock, Head, Loaded, Store, Writes } from '../ports.ts';
import type { Handler, Outcome } from './handle.ts';
import { type OpeningContext, openCommand, pinned } from './opening.ts';

export interface Taken {
  fingerprint: string;
  incident: number | null;
  because: string;
}

export interface Intake {
  /** Stores alerts and opens or joins incidents; resolves after the commit. Same order as given. */
  alerts(alerts: Alert[]): Promise<Taken[]>;
  /** Stores a change and puts it on the timeline of the system's open incidents. */
  changes(changes: Change[]): Promise<{ id: string; incidents: number[] }[]>;
}

/** One request never takes more than this many places in the store's queue at once. */
const chunk = 200;

/** How often an alert is decided anew because another one opened its incident meanwhile. */
const tries = 5;

/** For so many systems and failures it is remembered where their last alert went. */
const guesses = 1000;

type Verdict = { taken: Taken; outcome?: Outcome } | { join: number };

/** The doors for alerts and changes, behind the parsers. */
export function createIntake(deps: {
  store: Store;
  handler: Handler;
  clock: Clock;
  context: () => OpeningContext;
  metrics: Metrics;
}): Intake {
  const { store, handler, clock } = deps;
  /** The incident the last alert of a kind went to. */
  const lastWent = new LRUCache<string, number>({ max: guesses });

  async function one(alert: Alert): Promise<Taken> {
    const match = matchAlert(alert, deps.context().library);
    const systemId = match.system?.id ?? match.systemName ?? 'unknown-system';
    // Guessed right, one transaction is enough; `place` checks it either way.
    const kind = `${systemId}\n${match.runbook.failure}`;
    let candidate = lastWent.get(kind);
    for (let attempt = 0; attempt < tries; attempt++) {
      const verdict = await store.write(needsFor(alert, systemId, candidate), (loaded) =>
        place(alert, match, systemId, candidate, loaded),
      );
      if ('taken' in verdict) {
        if (verdict.outcome) handler.committed(verdict.outcome);
        if (verdict.taken.incident !== null) lastWent.set(kind, verdict.taken.incident);
        deps.metrics.alertTaken(alert.source, fateOf(verdict.taken, verdict.outcome));
        return verdict.taken;
      }
      candidate = verdict.join;
    }
    throw new Error(`alert ${alert.fingerprint} found no stable incident in ${tries} tries`);
  }

  function needsFor(alert: Alert, system: string, candidate: number | undefined) {
    const since = alert.startsAt - deps.context().library.organization.lookBack;
    return {
      episode: episodeKey(alert),
      openOf: { system },
      changesOf: { system, since },
      incident: candidate === undefined ? undefined : handler.needs(candidate),
    };
  }

  function place(
    alert: Alert,
    match: ReturnType<typeof matchAlert>,
    systemId: string,
    candidate: number | undefined,
    loaded: Loaded,
  ): { writes: Writes; answer: Verdict } {
    const failure = match.runbook.failure;
    const target =
      loaded.episode?.incident || joinable(loaded.open, { failure, at: clock.now(), ...joinFacts() })?.number;
    if (target !== undefined && target !== candidate) return { writes: {}, answer: { join: target } };
    const row = rowOf(alert, loaded, target);
    if (target === undefined) return openNew(alert, match, systemId, loaded, row);
    const outcome = handler.resolve(target, loaded.incident, { type: 'alert.arrive', alert }, actorOf(alert));
    const because = joinReason(alert, outcome, loaded.episode);
    return {
      writes: { ...outcome.writes, alert: row },
      answer: { taken: { fingerprint: alert.fingerprint, incident: target, because }, outcome },
    };
  }

  const joinFacts = () => ({ window: deps.context().library.organization.joinWindow });

  function openNew(
    alert: Alert,
    match: ReturnType<typeof matchAlert>,
    systemId: string,
    loaded: Loaded,
    row: Omit<AlertRow, 'incident'>,
  ): { writes: Writes; answer: Verdict } {
    if (alert.status === 'resolved') {
      const because = 'resolved before airb saw it fire; kept, no incident opened';
      return {
        writes: { alert: { ...row, incident: 0 } },
        answer: { taken: { fingerprint: alert.fingerprint, incident: null, because } },
      };
    }
    const number = loaded.nextNumber;
    const system = match.system ?? unlistedSystem(systemId, deps.context().library.organization);
    const command = openCommand(deps.context(), {
      number,
      at: clock.now(),
      runbook: match.runbook,
      system,
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
    const outcome = handler.resolve(number, undefined, command, actorOf(alert));
    return {
      writes: { ...outcome.writes, alert: { ...row, incident: number }, document: pinned(match.runbook) },
      answer: {
        taken: { fingerprint: alert.fingerprint, incident: number, because: `opened: ${match.because}` },
        outcome,
      },
    };
  }

  function rowOf(alert: Alert, loaded: Loaded, incident = 0): AlertRow {
    const times = (loaded.episode?.times ?? 0) + 1;
    return { episode: episodeKey(alert), incident, alert, times, receivedAt: clock.now() };
  }

  async function change(news: Change): Promise<{ id: string; incidents: number[] }> {
    const open = await store.write({ change: news.id, openOf: { system: news.system } }, (loaded) => ({
      writes: loaded.changeSeen ? {} : { change: news },
      answer: loaded.open,
    }));
    const by: Actor = { kind: 'source', name: news.by ?? 'change feed' };
    const told = open.map((head) => handler.handle(head.number, { type: 'change.note', change: news }, by));
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

function fateOf(taken: Taken, outcome: Outcome | undefined): AlertFate {
  if (taken.incident === null) return 'rejected';
  if (outcome?.before.phase === 'none') return 'opened';
  return outcome && outcome.version > 0 && outcome.writes.append ? 'joined' : 'repeated';
}

/** The open incident of the same failure that is still warm. */
function joinable(open: Head[], facts: { failure: string; at: Instant; window: number }): Head | undefined {
  return open.find((head) => head.failure === facts.failure && facts.at - head.updatedAt <= facts.window);
}

function joinReason(alert: Alert, outcome: Outcome, episode: AlertRow | undefined): string {
  const incident = outcome.after as Opened;
  if (episode && alert.status === 'firing' && episode.alert.status === 'firing')
    return `same episode as before, received ${episode.times + 1} times`;
  if (alert.status === 'resolved')
    return 'resolved; on the timeline, the incident stays open until recovery is verified';
  return `joined INC-${incident.number}, open for the same system and failure since ${clockTime(incident.openedAt)} UTC`;
}

function actorOf(alert: Alert): Actor {
  return { kind: 'source', name: alert.source };
}
