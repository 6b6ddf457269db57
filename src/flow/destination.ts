import type { CommandBody } from '../domain/incident/commands.ts';
import type { Sibling } from '../domain/incident/events.ts';
import { keyChecks } from '../domain/runbooks/compile.ts';
import type { Match } from '../domain/runbooks/match.ts';
import { gathered, manySystems, type Problem, tooMany } from '../domain/runbooks/problem.ts';
import { unlistedSystem } from '../domain/runbooks/unlisted.ts';
import { type Alert, episodeKey, startDoubt } from '../domain/signals/alert.ts';
import { blindness, notMeasured } from '../domain/signals/blindness.ts';
import { clockTime, hour, type Instant, minute } from '../domain/time.ts';
import type { Head, Loaded } from '../ports/records.ts';
import { type Occasion, type OpeningContext, openCommand, pinned } from './opening.ts';
import { stormOf } from './storm.ts';
import type { Choice } from './write.ts';

/** An alert with what the files say of it. */
export interface Arrival {
  alert: Alert;
  match: Match;
  problem: Problem;
  context: OpeningContext;
  now: Instant;
}

/** What an alert does in the incident it goes to. */
type Joining = Pick<Extract<CommandBody, { type: 'alert.arrive' }>, 'severity' | 'failure' | 'sibling'>;
type Target = Joining & { incident: number };

/**
 * Where an alert goes; flow.md says why. To the incident that holds its episode, to a warm one of the same problem, to
 * one of the same system that has just opened, to the one that gathers what would be too many, or to a new one. One that
 * was resolved before airb saw it fire is kept and opens nothing. Pure: it is asked inside the transaction.
 */
export function destinationOf(arrival: Arrival, loaded: Loaded): Choice<Loaded['episode']> {
  const { alert, match, now } = arrival;
  const { episode } = loaded;
  const row = { episode: episodeKey(alert), alert, times: (episode?.times ?? 0) + 1, receivedAt: now };
  const target = targetOf(arrival, loaded);
  if (target !== undefined) {
    const { incident, ...joining } = target;
    const active = repeatedIn(loaded, incident, now);
    return {
      to: 'this',
      incident,
      command: { type: 'alert.arrive', alert, ...joining },
      answer: episode,
      also: {
        alert: { ...row, incident },
        ...(active && { active }),
        ...(joining.sibling && { document: pinned(match.runbook) }),
      },
    };
  }
  if (alert.status === 'resolved')
    return { to: 'none', answer: episode, also: { alert: { ...row, incident: 0 } } };
  return {
    to: 'new',
    command: openCommand(arrival.context, occasionOf(arrival, loaded)),
    answer: episode,
    also: { alert: { ...row, incident: loaded.nextNumber }, document: pinned(match.runbook) },
  };
}

function targetOf(arrival: Arrival, loaded: Loaded): Target | undefined {
  const { alert, match, problem } = arrival;
  const held = loaded.episode?.incident || undefined;
  const claim = match.claimed !== undefined && { severity: match.claimed };
  if (held !== undefined && (alert.status === 'resolved' || isOpen(held, loaded)))
    return { incident: held, ...claim, ...failureIn(held, arrival, loaded) };
  const same = sameProblem(arrival, loaded.open);
  if (same !== undefined)
    return { incident: same.number, ...claim, ...failureIn(same.number, arrival, loaded) };
  // Without a start there is no telling a repetition from a new episode, and a new one must not get lost.
  if (held !== undefined && !alert.undated) return { incident: held };
  if (alert.status === 'resolved') return undefined;
  const family = justOpened(arrival, loaded.open);
  if (family !== undefined) {
    const sibling = siblingOf(arrival);
    return {
      incident: family.number,
      ...begins(match),
      failure: problem.failure,
      sibling,
    };
  }
  const gathering = gatheringFor(arrival, loaded);
  return gathering && { incident: gathering.number, ...begins(match), failure: gathered(problem) };
}

/** How bad a failure begins that the incident does not know yet: as the alert says, else as its own runbook does. */
function begins({ claimed, unmapped, severity }: Match): Joining {
  if (claimed !== undefined) return { severity: claimed };
  return unmapped ? {} : { severity };
}

function isOpen(number: number, loaded: Loaded): boolean {
  const found = (heads: Head[]) => heads.find((head) => head.number === number);
  return (found(loaded.open) ?? found(loaded.strays))?.open === true;
}

/** The failure an alert speaks of, where that is not the incident's own. */
function failureIn(number: number, { problem }: Arrival, loaded: Loaded): Joining {
  const head = loaded.open.find((one) => one.number === number);
  if (head === undefined) return { failure: gathered(problem) };
  return head.failure === problem.failure ? {} : { failure: problem.failure };
}

/**
 * The open incident of the same problem that something or somebody spoke of within the join window. What is sensitive
 * never joins one that everybody can read.
 */
function sameProblem({ match, problem, alert, context, now }: Arrival, open: Head[]): Head | undefined {
  const { joinWindow } = context.library.organization;
  // A rule that can't measure says so where people look at what it watches.
  const watched = blindness(alert) === undefined ? undefined : (alert.failure ?? match.runbook.failure);
  const holds = ({ failure, siblings = [] }: Head, wanted: string) =>
    failure === wanted || siblings.includes(wanted);
  const within = open.filter(({ activeAt }) => now - activeAt <= joinWindow);
  const warm = within.filter((head) => head.private || !match.runbook.sensitive);
  return (
    warm.find((head) => holds(head, problem.failure)) ??
    (watched === undefined ? undefined : warm.find((head) => holds(head, watched)))
  );
}

/**
 * The incident of the same system that opened within the sibling window. What several rules tell of one system within
 * minutes is most likely one trouble, and one channel at night is enough. Neither what is sensitive nor a private
 * incident takes part: the one would be read by all, the other read by too few.
 */
function justOpened({ match, context, now }: Arrival, open: Head[]): Head | undefined {
  const { siblingWindow } = context.library.organization;
  if (match.runbook.sensitive || match.systemName === undefined) return undefined;
  return open.find((head) => !head.private && now - head.openedAt < siblingWindow);
}

function siblingOf({ match: { runbook, system, owner }, problem, context }: Arrival): Sibling {
  const { id, title, hash } = runbook;
  const link = `${context.publicUrl}/runbooks/${id}`;
  const watched = system === undefined ? [] : keyChecks(runbook, system);
  return {
    ...{ failure: problem.failure, runbook: { id, title, hash, link }, owner },
    ...(watched.length > 0 && { watched }),
  };
}

/** True for what no file names: it has no bound but the sender's imagination. */
function isStray({ match, problem }: Arrival): boolean {
  return match.system === undefined || (match.unmapped && problem.failure !== notMeasured);
}

/** The incident that gathers the strays of a source, while it is open and was spoken of within the hour. */
function gatheringFor(arrival: Arrival, { strays }: Loaded): Head | undefined {
  if (!isStray(arrival)) return undefined;
  return strays.find((head) => head.open && gathers(head, arrival) && arrival.now - head.activeAt <= hour);
}

function gathers(head: Head, { match }: Arrival): boolean {
  return head.failure === tooMany && head.private === match.runbook.sensitive;
}

/** A repeated alert adds no event, and yet it is one: its incident stays warm. Noted once a minute at most. */
function repeatedIn({ episode, open }: Loaded, incident: number, at: Instant) {
  const head = open.find(({ number }) => number === incident);
  return episode && head && at - head.activeAt >= minute ? { incident, at } : undefined;
}

function occasionOf(arrival: Arrival, loaded: Loaded): Occasion {
  const { alert, match, problem, context, now } = arrival;
  const { organization } = context.library;
  const doubt = startDoubt(alert);
  const storm = match.runbook.sensitive ? undefined : stormOf(loaded.nextNumber, loaded.recent);
  const own: Occasion = {
    number: loaded.nextNumber,
    at: now,
    runbook: match.runbook,
    system: match.system ?? unlistedSystem(match.systemName, organization, problem.system),
    severity: match.severity,
    title: titleOf(alert, match),
    failure: problem.failure,
    because: doubt === '' ? match.because : `${match.because} ${doubt}`,
    unmapped: match.unmapped && problem.failure !== notMeasured,
    startedAt: Math.min(alert.startsAt, now),
    owner: match.owner,
    alert,
    changes: loaded.changes,
    earlier: loaded.earlier,
    ...(isStray(arrival) && { stray: alert.source }),
    ...(storm !== undefined && { storm }),
  };
  return tooManyOpened(arrival, loaded) ? gathering(arrival, own) : own;
}

function titleOf({ title, ...alert }: Alert, { runbook }: Match): string {
  const said = title || runbook.title;
  return blindness({ title, ...alert }) === undefined ? said : `Not measured: ${said}`;
}

function tooManyOpened(arrival: Arrival, { strays }: Loaded): boolean {
  if (!isStray(arrival)) return false;
  const { unlistedPerHour } = arrival.context.library.organization;
  const since = arrival.now - hour;
  return (
    strays.filter((head) => head.openedAt >= since && head.failure !== tooMany).length >= unlistedPerHour
  );
}

/** The one incident for all that comes on top. It keeps every alert and names what it gathers. */
function gathering({ alert, match, now, context }: Arrival, own: Occasion): Occasion {
  const { organization } = context.library;
  const most = organization.unlistedPerHour;
  const title = `More than ${most} new problems within an hour from ${alert.source}`;
  const why = `${alert.source} opened ${most} incidents since ${clockTime(now - hour)} UTC for systems or failures that no file names; what else it brings is gathered here, and nothing of it is left out.`;
  return {
    ...own,
    system: unlistedSystem('many systems', organization, manySystems),
    title,
    failure: tooMany,
    because: `${why} The first: ${match.because}`,
    changes: [],
    earlier: [],
  };
}
