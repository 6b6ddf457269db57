import { LRUCache } from 'lru-cache';
import { isOpen, type Opened } from '../domain/incident/state.ts';
import type { Actor } from '../domain/people.ts';
import { matchAlert } from '../domain/runbooks/match.ts';
import { problemOf, tooMany } from '../domain/runbooks/problem.ts';
import { systemId, systemNamed } from '../domain/runbooks/system-name.ts';
import { type Alert, episodeKey, startedBy } from '../domain/signals/alert.ts';
import { type Change, madeBy } from '../domain/signals/change.ts';
import { clockTime, hour } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Masking } from '../ports/masking.ts';
import type { AlertFate, Metrics } from '../ports/metrics.ts';
import type { Loaded } from '../ports/records.ts';
import type { Store } from '../ports/store.ts';
import { destinationOf } from './destination.ts';
import type { OpeningContext } from './opening.ts';
import { stormWindow } from './storm.ts';
import type { Placed, Writer } from './write.ts';

export interface Taken {
  fingerprint: string;
  incident: number | null;
  because: string;
}

export interface TakenChange {
  id: string;
  incidents: number[];
  note?: string;
}

export interface Intake {
  /** Stores alerts and opens or joins incidents; resolves after the commit. Same order as given. */
  alerts(alerts: Alert[]): Promise<Taken[]>;
  /**
   * Stores changes and puts them on the timeline of the system's open incidents.
   * @param by whoever told them in chat; absent for a feed
   * @returns `note` is what whoever told it should hear: the change was known
   */
  changes(changes: Change[], by?: Actor): Promise<TakenChange[]>;
}

/** One request never takes more than this many places in the store's queue at once, so that others get a turn. */
const chunk = 32;

/** For so many systems and failures it is remembered where their last alert went. */
const guesses = 1000;

/** The same episode has to be found again by it. */
const identity: ReadonlySet<string> = new Set(['source', 'fingerprint']);

/** Where alerts and changes come in, behind the parsers. */
export function createIntake(deps: {
  store: Store;
  writer: Writer;
  clock: Clock;
  context: () => OpeningContext;
  metrics: Metrics;
  masking: Masking;
}): Intake {
  const { store, writer, clock } = deps;
  /** The incident the last alert of a kind went to. */
  const lastWent = new LRUCache<string, number>({ max: guesses });

  async function one(sent: Alert): Promise<Taken> {
    const context = deps.context();
    const now = clock.now();
    const given = startedBy(now, sent);
    const match = matchAlert(given, context.library, now);
    // Here and not only in the writer, because the row of an alert is stored beside its event.
    const alert = deps.masking.within(given, { masks: match.runbook.mask, except: identity });
    const problem = problemOf(alert, match);
    const { system } = problem;
    const kind = `${system}\n${problem.failure}`;
    const placed = await writer.place({
      by: { kind: 'source', name: alert.source },
      needs: {
        episode: episodeKey(alert),
        openOf: { system },
        openedSince: now - stormWindow,
        straysOf: { source: alert.source, since: now - hour },
        earlierLike: problem,
        changesOf: { system, since: alert.startsAt - context.library.organization.lookBack },
      },
      guess: lastWent.get(kind),
      choose: (loaded) => destinationOf({ alert, match, problem, context, now: clock.now() }, loaded),
    });
    if (placed.number !== undefined) lastWent.set(kind, placed.number);
    deps.metrics.alertTaken(alert.source, fateOf(placed));
    return {
      fingerprint: alert.fingerprint,
      incident: placed.number ?? null,
      because: becauseOf(alert, placed),
    };
  }

  async function change(sent: Change, teller?: Actor): Promise<TakenChange> {
    const { systems } = deps.context().library;
    const system = systemNamed(sent.system, systems)?.id ?? systemId(sent.system);
    const news = { ...madeBy(clock.now(), deps.masking.within(sent)), system };
    const open = await store.write({ change: news.id, openOf: { system: news.system } }, (loaded) => ({
      writes: loaded.changeSeen ? {} : { change: news },
      answer: loaded.open,
    }));
    const by: Actor = teller ?? { kind: 'source', name: news.by ?? 'change feed' };
    const told = open.map((head) => writer.handle(head.number, { type: 'change.note', change: news }, by));
    const [note] = (await Promise.all(told)).flatMap((handled) => (handled.ok && handled.note) || []);
    return { id: news.id, incidents: open.map((head) => head.number), ...(note !== undefined && { note }) };
  }

  return {
    alerts: (alerts) => inChunks(alerts, one),
    changes: (changes, by) => inChunks(changes, (news) => change(news, by)),
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
  if (!handled.ok || handled.events.every(({ type }) => type === 'alert.heard')) return 'repeated';
  return handled.events[0]?.type === 'incident.opened' ? 'opened' : 'joined';
}

function becauseOf(alert: Alert, placed: Placed<Loaded['episode']>): string {
  const { answer: episode, handled } = placed;
  if (handled === undefined) return 'resolved before airb saw it fire; kept, no incident opened';
  if (fateOf(placed) === 'opened') return `opened: ${(handled.incident as Opened).because}`;
  const incident = handled.incident as Opened;
  const { number, openedAt } = incident;
  const [first] = handled.ok ? handled.events : [];
  if (first?.type === 'alert.outlasted')
    return `fires although INC-${number} is ${incident.phase}; told there, nothing was reopened`;
  if (first?.type === 'alert.flapped') return `fires again in INC-${number}, ${first.times} times so far`;
  if (first?.type === 'alert.worsened') return `same episode as before, now ${first.severity}`;
  if (alert.status === 'resolved' && !isOpen(incident))
    return `resolved; on the timeline of INC-${number}, which is ${incident.phase}`;
  if (alert.status === 'resolved')
    return 'resolved; on the timeline, the incident stays open until recovery is verified';
  if (first?.type !== 'alert.joined')
    return `same episode as before, received ${(episode?.times ?? 0) + 1} times`;
  const since = clockTime(openedAt);
  if (first.sibling)
    return `joined INC-${number} of the same system, opened at ${since} UTC, as another failure`;
  if (incident.failure === tooMany)
    return `joined INC-${number}, which gathers what would have opened too many`;
  return `joined INC-${number}, open for the same system and failure since ${since} UTC`;
}
