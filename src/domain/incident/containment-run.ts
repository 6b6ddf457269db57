import { isOnce } from '../response/stops.ts';
import { type Duration, inWords, minute, second } from '../time.ts';
import type { CommandOf, Decision } from './commands.ts';
import { containmentIn, unknownAction } from './containment-request.ts';
import type { EventOf, IncidentEvent } from './events.ts';
import type { Rules } from './slice.ts';
import { type Containment, isOpen, type Opened } from './state.ts';
import { type Heard, versionSeen } from './target-answer.ts';

/** How long an approval holds where the system file says nothing. */
export const approvalHolds: Duration = 30 * minute;

/** The waits before airb looks again at a rollback it can't confirm; after the last one it only asks. */
const waits: Duration[] = [15 * second, 30 * second, minute, 2 * minute, 4 * minute];

/** The wait before the next look; undefined when airb has looked often enough. */
export function nextLook(looks: number): Duration | undefined {
  return waits[looks];
}

/**
 * Rules for carrying a rollback out. Each attempt asks first whether it may still be made, and an answer counts only for
 * what it says (invariants 13 and 14).
 */
export const rules: Rules<
  | 'rollback.attempt'
  | 'rollback.delay'
  | 'rollback.responded'
  | 'rollback.looked'
  | 'rollback.look'
  | 'rollback.settle'
  | 'rollback.stop'
> = {
  'rollback.attempt': (command, incident) => {
    const { at, by, action, seen } = command;
    const known = containmentIn(incident, action);
    if (known?.status !== 'running') return { events: [] };
    const against = notNow(command, known, incident);
    if (command.doubt || known.called) return again(command, known, { incident, against: against?.because });
    if (against) return { events: [{ at, by, type: 'rollback.dropped', action, ...against }] };
    const unread = seen && 'problem' in seen ? { unread: seen.problem } : {};
    return { events: [{ at, by, type: 'rollback.attempted', action, ...unread }] };
  },

  'rollback.delay': ({ at, by, action, why }, incident) => {
    const known = containmentIn(incident, action);
    if (known?.called !== true) return { events: [] };
    if (known.status === 'running') return { events: [{ at, by, type: 'rollback.delayed', action, why }] };
    // Somebody called it off while the attempt was under way, and now it is certain that nothing was sent.
    const because = `${why}; it had been called off`;
    return {
      events: known.status === 'unconfirmed' ? [{ at, by, type: 'rollback.dropped', action, because }] : [],
    };
  },

  'rollback.responded': (command, incident) => {
    const { at, by, action, dryRun, ok, status, response, because } = command;
    const known = containmentIn(incident, action);
    if (known === undefined) return { events: [] };
    const told = because === undefined ? {} : { because };
    if (dryRun)
      return { events: [{ at, by, type: 'rollback.previewed', action, ok, status, response, ...told }] };
    if (known.status !== 'running' && known.status !== 'unconfirmed') return { events: [] };
    const event = outcome(command, known, incident);
    return { events: saidAlready(event, known) ? [] : [event] };
  },

  'rollback.looked': ({ at, by, action, seen }, incident) => {
    const known = containmentIn(incident, action);
    if (known?.status !== 'unconfirmed' || known.open === undefined) return { events: [] };
    const version = versionSeen(seen);
    const base = { at, by, action, status: known.open.status, response: known.response ?? '' };
    if ('problem' in seen && seen.ended)
      return { events: [{ ...base, type: 'rollback.responded', ok: false, because: seen.problem }] };
    if (version === known.to)
      return { events: [{ ...base, type: 'rollback.responded', ok: true, took: 'confirmed' }] };
    if (version !== undefined && version !== known.from && !isOnce(incident, known))
      return { events: [{ ...base, ...foreign(version) }] };
    const more = nextLook(known.open.looks + 1) !== undefined && isOpen(incident);
    return { events: [{ at, by, type: 'rollback.looked', action, seen, more }] };
  },

  'rollback.look': ({ at, by, action }, incident) => {
    const known = containmentIn(incident, action);
    if (known === undefined) return unknownAction(action);
    if (known.status !== 'unconfirmed') return { events: [], note: 'How that rollback ended is known.' };
    if (currentOf(known, incident) === undefined) {
      return {
        rejected: `airb has no way to see which version of ${known.part} is live.`,
        next: 'Look yourself, then press “It is done” or “It is not”. `current:` in the system file lets airb look.',
      };
    }
    return { events: [{ at, by, type: 'rollback.look-asked', action }] };
  },

  'rollback.settle': ({ at, by, action, done }, incident) => {
    const known = containmentIn(incident, action);
    if (known === undefined || by.kind !== 'person') return unknownAction(action);
    if (known.status !== 'unconfirmed') return { events: [], note: 'How that rollback ended is known.' };
    const base = { at, by, action, status: known.open?.status ?? 0, response: known.response ?? '' };
    if (done) return { events: [{ ...base, type: 'rollback.responded', ok: true, took: 'said' }] };
    const because = `${by.name} looked, and it did not take effect`;
    return { events: [{ ...base, type: 'rollback.responded', ok: false, because }] };
  },

  'rollback.stop': ({ at, by, action, part, reason }, incident) => {
    const meant = incident.containments.filter(
      (known) =>
        (action === undefined || known.id === action) &&
        (part === undefined || known.part === part) &&
        known.status === 'running',
    );
    if (meant.length === 0) {
      return {
        rejected: `airb is not trying to roll back ${part ?? 'anything'} right now.`,
        next: 'A request that waits for approval has a “Decline…” button.',
      };
    }
    const why = reason.trim() || 'no reason given';
    return { events: meant.map(({ id }) => ({ at, by, type: 'rollback.stopped', action: id, reason: why })) };
  },
};

/** Why the target must not be called any more; undefined when it may be. */
function notNow(
  { at, seen, rival }: CommandOf<'rollback.attempt'>,
  known: Containment,
  incident: Opened,
): { because: string; live?: string } | undefined {
  if (!isOpen(incident)) return { because: `INC-${incident.number} is ${incident.phase}` };
  const holds = actionOf(known, incident)?.validFor ?? approvalHolds;
  const age = at - (known.startedAt ?? known.requestedAt);
  if (age > holds) {
    return { because: `it was approved ${inWords(age)} ago, and an approval holds for ${inWords(holds)}` };
  }
  const found = versionSeen(seen);
  const live = found ?? incident.versions[known.part];
  const told = found === undefined ? {} : { live: found };
  // What leaves no state behind may be done whatever is live.
  const bound = !isOnce(incident, known);
  if (bound && live === known.to) return { because: `${known.to} is live already`, ...told };
  if (bound && live !== undefined && live !== known.from)
    return { because: `${live} is live now, not ${known.from}`, ...told };
  if (rival)
    return { because: 'another incident has called for the same part and does not know how it ended' };
  return undefined;
}

/**
 * A call was made before and nobody knows how it ended. It is looked at; only what its target calls repeatable is called
 * again.
 */
function again(
  { at, by, action, seen }: CommandOf<'rollback.attempt'>,
  known: Containment,
  { incident, against }: { incident: Opened; against: string | undefined },
): Decision {
  const base = { at, by, action, status: 0, response: '' };
  if (versionSeen(seen) === known.to)
    return { events: [{ ...base, type: 'rollback.responded', ok: true, took: 'confirmed' }] };
  if (actionOf(known, incident)?.idempotent && against === undefined)
    return { events: [{ at, by, type: 'rollback.attempted', action }] };
  const because = against ? `an answer was lost, and ${against}` : 'the answer to the call was lost';
  return { events: [{ ...base, type: 'rollback.unconfirmed', heard: 'doubt', because }] };
}

/** What an answer and a look at the live version amount to. */
function outcome(
  command: CommandOf<'rollback.responded'>,
  known: Containment,
  incident: Opened,
): IncidentEvent {
  const { at, by, action, ok, status, response, seen, because, follow } = command;
  const heard: Heard = command.heard ?? (ok ? 'accepted' : 'refused');
  const base = { at, by, action, status, response };
  const version = versionSeen(seen);
  if (version === known.to || (heard === 'expected' && version === undefined)) {
    return { ...base, type: 'rollback.responded', ok: true, took: 'confirmed', ...(because && { because }) };
  }
  if (version !== undefined && version !== known.from && !isOnce(incident, known))
    return { ...base, ...foreign(version) };
  if (heard === 'refused') {
    const live = version === undefined ? {} : { live: version };
    return { ...base, type: 'rollback.responded', ok: false, ...(because && { because }), ...live };
  }
  if (heard === 'accepted' && seen === undefined)
    return { ...base, type: 'rollback.responded', ok: true, took: 'accepted' };
  const unsure = heard === 'expected' ? 'accepted' : heard;
  return {
    ...base,
    type: 'rollback.unconfirmed',
    heard: unsure,
    because: because ?? unseen(seen),
    ...(follow && { follow }),
  };
}

/** True for an answer that comes again and is as unclear as the first: the looks would begin anew. */
function saidAlready(event: IncidentEvent, { open, response }: Containment): boolean {
  if (event.type !== 'rollback.unconfirmed' || open === undefined) return false;
  return open.heard === event.heard && open.status === event.status && response === event.response;
}

function unseen(seen: CommandOf<'rollback.responded'>['seen']): string {
  if (seen === undefined) return 'the target did not say whether it is done';
  return 'problem' in seen
    ? `the live version can't be read: ${seen.problem}`
    : `${seen.version} is still live`;
}

function foreign(version: string): Pick<EventOf<'rollback.responded'>, 'type' | 'ok' | 'because' | 'live'> {
  return { type: 'rollback.responded', ok: false, because: `${version} is live now`, live: version };
}

function actionOf(known: Containment, incident: Opened) {
  return incident.plan.parts.find((part) => part.id === known.part)?.action;
}

/** How airb sees which version of the part is live, or else how what the call began ends; undefined where it can't. */
export function currentOf(known: Pick<Containment, 'part' | 'open'>, incident: Opened) {
  return incident.plan.parts.find((part) => part.id === known.part)?.current ?? known.open?.follow;
}
