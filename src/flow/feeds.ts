import { countsAsLive } from '../domain/response/standing-of.ts';
import type { Library, PartSpec, SystemSpec } from '../domain/runbooks/runbook.ts';
import { concerns, withKnownChanges } from '../domain/runbooks/versions.ts';
import type { Change } from '../domain/signals/change.ts';
import {
  type FedChange,
  type FedLoss,
  type FeedObject,
  type FeedSpec,
  isFedBy,
  type Sent,
} from '../domain/signals/feed.ts';
import { day, hour, type Instant, minute } from '../domain/time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Memory } from '../ports/memory.ts';
import type { Store } from '../ports/store.ts';

/** What became of the items of one request. */
export interface Fed {
  items: Change[];
  rejected: { field: string; problem: string }[];
  passed: string[];
}

/** How far back the version that was live is looked for in the change feed; before that the system file tells it. */
const known = 30 * day;

/** Within this time a tool tells what airb had it do: a deployment takes its time. */
const echo = hour;

/** Two messages of one change come within this time. */
const together = 10 * minute;

/**
 * Finds the system and the part that each change is of, by the `feeds` of the system files. A repository that two systems are
 * deployed from gives a change of each.
 */
export function createFeeds(deps: {
  store: Pick<Store, 'changes'> & Pick<Memory, 'recall' | 'remember'>;
  clock: Clock;
  library: () => Pick<Library, 'systems'>;
}): (sent: Sent[]) => Promise<Fed> {
  const { store, clock } = deps;

  async function placeChange(change: FedChange, { system, part }: PartOf): Promise<Change | undefined> {
    const now = clock.now();
    const changes = await store.changes({ system: system.id, since: now - known });
    const told = changes.filter((one) => concerns(one, part) && one.to !== undefined && countsAsLive(one));
    const [last] = told;
    const id = `${change.of.source}:${change.id}:${system.id}/${part.id}`;
    const lost = await lately({ system, part });
    if (last !== undefined && isKnown(last, { change, id, lost, now })) {
      // Told once more, so that a message that broke off half-way is made good; the same id changes nothing.
      return now - last.at < together ? last : undefined;
    }
    const from = change.from ?? replaced(change.to, { live: withKnownChanges([part], told)[0]?.live, lost });
    const { of: _, environment: __, restates: ___, ...facts } = change;
    return {
      ...facts,
      id,
      system: system.id,
      kind: part.kind,
      part: part.id,
      ...(from !== undefined && { from }),
    };
  }

  async function lately(place: PartOf): Promise<string[]> {
    const now = clock.now();
    return lossesIn(await store.recall(keyOf(place)))
      .filter(({ at }) => now - at < together)
      .map(({ lost }) => lost);
  }

  async function noteLoss({ lost }: FedLoss, place: PartOf): Promise<void> {
    const others = lossesIn(await store.recall(keyOf(place))).filter((one) => one.lost !== lost);
    const all = [...others, { lost, at: clock.now() }].slice(-5);
    await store.remember(keyOf(place), JSON.stringify(all));
  }

  async function take(item: FedChange | FedLoss, fed: Fed): Promise<void> {
    const places = placesOf(item.of, deps.library().systems);
    if (places.length === 0) {
      fed.rejected.push({ field: item.of.field, problem: nobodyTakes(item) });
      return;
    }
    if ('lost' in item) {
      for (const place of places.filter(({ feed }) => !item.liveIn.includes(feed.environment)))
        await noteLoss(item, place);
      return;
    }
    const meant = places.filter(({ feed }) => feed.environment === item.environment);
    if (meant.length === 0) fed.passed.push(`${nameOf(item.of)}: no part is fed from ${item.environment}`);
    for (const place of meant) {
      const change = await placeChange(item, place);
      if (change) fed.items.push(change);
      else fed.passed.push(`${nameOf(item.of)}: ${item.to} is live in ${item.environment} already`);
    }
  }

  return async (sent) => {
    const fed: Fed = { items: [], rejected: [], passed: [] };
    for (const item of sent) {
      if ('of' in item) await take(item, fed);
      else fed.items.push(item);
    }
    return { ...fed, rejected: once(fed.rejected) };
  };
}

interface PartOf {
  system: SystemSpec;
  part: PartSpec;
}

interface Place extends PartOf {
  feed: FeedSpec;
}

function placesOf(object: FeedObject, systems: readonly SystemSpec[]): Place[] {
  return systems.flatMap((system) =>
    system.parts.flatMap((part) =>
      (part.feeds ?? []).filter((feed) => isFedBy(feed, object)).map((feed) => ({ system, part, feed })),
    ),
  );
}

function nobodyTakes(item: FedChange | FedLoss): string {
  const { source, name } = item.of;
  const environment = 'lost' in item ? item.liveIn[0] : item.environment;
  const where = environment === undefined ? '' : `, environment: ${environment}`;
  return `no part of any system takes ${name} of ${source}; expected it under \`feeds\` of a part: { source: ${source}, name: ${name}${where} }`;
}

function nameOf({ source, name }: FeedObject): string {
  return `${name} of ${source}`;
}

/**
 * Whether the message only repeats the last change of the part: what a rollback of airb did, or which version is live.
 * A version that lost its place long after tells of a move between that nobody heard of.
 */
function isKnown(
  last: Change,
  { change, id, lost, now }: { change: FedChange; id: string; lost: string[]; now: Instant },
): boolean {
  if (last.to !== change.to) return false;
  const age = now - last.at;
  if (last.rollback && age < echo) return true;
  return change.restates === true && (last.id === id || age < together || lost.length === 0);
}

/** The version it replaced: what was live as far as airb knows, unless only another was told as lost. */
function replaced(
  to: string | undefined,
  { live, lost }: { live: string | undefined; lost: string[] },
): string | undefined {
  const [only] = lost.length === 1 ? lost : [];
  const before = only ?? live;
  return before === to ? undefined : before;
}

function keyOf({ system, part }: PartOf): string {
  return `lost/${system.id}/${part.id}`;
}

function lossesIn(text: string | undefined): { lost: string; at: Instant }[] {
  return text === undefined ? [] : (JSON.parse(text) as { lost: string; at: Instant }[]);
}

function once(rejected: Fed['rejected']): Fed['rejected'] {
  return rejected.filter(
    ({ field, problem }, at) =>
      rejected.findIndex((one) => one.field === field && one.problem === problem) === at,
  );
}
