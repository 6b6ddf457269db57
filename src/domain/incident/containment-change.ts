import { cut } from '../plain.ts';
import { containmentFor, isOnce } from '../response/stops.ts';
import type { Change } from '../signals/change.ts';
import { containmentIn } from './containment-request.ts';
import type { EventOf } from './events.ts';
import type { Opened } from './state.ts';

/**
 * A rollback that took effect, as an entry of the change feed. So the next incident of the system, and those open beside
 * this one, see what is live and that it changed. Of a private incident nothing but the change itself is told.
 * @returns undefined for a rollback that failed
 */
export function changeOf(
  { at, action, ok, took }: EventOf<'rollback.responded'>,
  incident: Opened,
): Change | undefined {
  // A drill changes nothing that anybody else could find live.
  if (incident.drill !== undefined) return undefined;
  const known = containmentIn(incident, action);
  const part = incident.plan.parts.find(({ id }) => id === known?.part);
  if (!ok || known === undefined || part === undefined) return undefined;
  const unsure = took === 'accepted' ? ' (accepted by its target, not confirmed)' : '';
  const why = incident.private ? '' : ` in INC-${incident.number}: ${cut(known.reason, 160)}`;
  const what = containmentFor(incident, known)?.title ?? 'Rolled back';
  return {
    id: ownChange(incident.number, action),
    system: incident.plan.system.id,
    kind: part.kind,
    part: part.id,
    // What leaves no state behind makes no version live.
    ...(isOnce(incident, known) ? {} : { from: known.from, to: known.to }),
    summary: `${what}${why}${unsure}`,
    by: incident.private ? 'airb' : `airb for ${known.requestedBy.name}`,
    at,
    rollback: true,
  };
}

/** The id under which the change feed knows a rollback. */
export function ownChange(incident: number, action: string): string {
  return `airb/${incident}/${action}`;
}
