import type { Person, PersonId } from '../people.ts';
import { couldStillApprove, mayApprove } from '../response/approval.ts';
import type { Instant } from '../time.ts';
import { containmentIn } from './containment-request.ts';
import { mayKnowOf } from './part-in.ts';
import type { Containment, Opened } from './state.ts';
import { drawing, invite, type Wish } from './wishes.ts';

/** Who is asked to approve: everybody whose approval would count and who may know of the incident. */
export function toBeAsked(incident: Opened, request: Containment): PersonId[] {
  if (request.approvalsNeeded === 0) return [];
  return couldStillApprove(incident, request)
    .map(({ id }) => id)
    .filter((id) => mayKnowOf(incident, id));
}

/** The requests with a new commander among those who are asked: whoever takes command may approve. */
export function askedToo(incident: Opened, person: Person): Containment[] {
  return incident.containments.map((known) =>
    known.status === 'waiting' && mayApprove(incident, person.id)
      ? { ...known, asked: [...new Set([...(known.asked ?? []), ...toBeAsked(incident, known)])] }
      : known,
  );
}

/** Invites those who may approve what waits, and asks each in a message of their own. */
export function askApprovers(at: Instant, incident: Opened, action: string): Wish[] {
  const request = containmentIn(incident, action);
  const asked = request?.status === 'waiting' ? (request.asked ?? []) : [];
  if (asked.length === 0) return [];
  return [invite(at, asked), ...asked.map((person) => asking(at, action, person))];
}

/** Draws those messages again, wherever one was sent. */
export function redrawAsked(
  { at, action }: { at: Instant; action: string },
  incident: Opened,
  except?: PersonId,
): Wish[] {
  const asked = containmentIn(incident, action)?.asked ?? [];
  return asked.filter((person) => person !== except).map((person) => asking(at, action, person, true));
}

/** The message that asks one person; with `kept` only where it was sent before. */
export function asking(at: Instant, action: string, person: PersonId, kept = false): Wish {
  const wish = drawing(at, { of: 'approval', action, person }, { to: 'person', person });
  return kept && wish.body.kind === 'draw' ? { ...wish, body: { ...wish.body, kept } } : wish;
}
