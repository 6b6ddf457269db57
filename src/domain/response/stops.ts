import type { ContainmentSpec } from '../runbooks/runbook.ts';
import type { Instant } from '../time.ts';
import type { Verdict } from './verdict.ts';

/** As far as this file needs a plan. */
type Planned = { plan: { containment?: ContainmentSpec[] } };

/** A change that airb made to a part, as far as this file needs it. */
interface Deed {
  id: string;
  part: string;
  from: string;
  to: string;
  appliedAt?: Instant | undefined;
}

interface Scene<D extends Deed = Deed> {
  plan: { containment?: ContainmentSpec[] };
  versions: Record<string, string>;
  containments: D[];
}

/** The containment of the system file that a request is, when it is one and not a rollback. */
export function containmentFor(
  { plan }: Pick<Scene, 'plan'>,
  { part, to }: Pick<Deed, 'part' | 'to'>,
): ContainmentSpec | undefined {
  return plan.containment?.find((one) => one.part === part && one.to === to);
}

/** Containments that are in force now, as far as the log knows: something is off, frozen or throttled. */
export function inForce({ plan, versions }: Pick<Scene, 'plan' | 'versions'>): ContainmentSpec[] {
  const standing = (plan.containment ?? []).filter((one) => !one.once && versions[one.part] === one.to);
  // One switch may be both the fallback and the safe stop; it is told once.
  return standing.filter(
    (one, place) => standing.findIndex((other) => other.part === one.part && other.to === one.to) === place,
  );
}

/** The deed by which a containment came into force; undefined where somebody else saw to it. */
export function deedOf<D extends Deed>(
  { containments }: Pick<Scene<D>, 'containments'>,
  { part, to }: Pick<ContainmentSpec, 'part' | 'to'>,
): D | undefined {
  return containments.findLast(
    (deed) => deed.appliedAt !== undefined && deed.part === part && deed.to === to,
  );
}

/** The deed that stopped the system and still does. Whatever is read meanwhile is of nothing. */
export function stopInForce<D extends Deed>(incident: Scene<D>): D | undefined {
  return inForce(incident)
    .filter(({ stops }) => stops)
    .flatMap((one) => deedOf(incident, one) ?? [])
    .at(-1);
}

/** The stop that a deed ended by switching the system on again. */
export function stopEndedBy<D extends Deed>(incident: Scene<D>, deed: D): D | undefined {
  return incident.containments.findLast(
    (other) =>
      other.id !== deed.id &&
      other.part === deed.part &&
      other.to === deed.from &&
      other.appliedAt !== undefined &&
      deed.appliedAt !== undefined &&
      other.appliedAt <= deed.appliedAt &&
      containmentFor(incident, other)?.stops === true,
  );
}

/** Whether a deed leaves no state behind, as emptying a cache does: it is never live, never in force, and has no way back. */
export function isOnce(incident: Planned, deed: Pick<Deed, 'part' | 'to'>): boolean {
  return containmentFor(incident, deed)?.once === true;
}

/**
 * The end of a stop that was still in force when a deed took effect. Nothing ran then, so what is measured afterwards is of
 * both at once: the verdict of that end tells the deed as well.
 */
export function measuredWith<D extends Deed>(incident: Scene<D>, deed: D): D | undefined {
  const { appliedAt } = deed;
  if (appliedAt === undefined) return undefined;
  return incident.containments.find((end) => {
    const stop = stopEndedBy(incident, end);
    return (
      stop !== undefined &&
      stop.id !== deed.id &&
      (stop.appliedAt ?? appliedAt) <= appliedAt &&
      (end.appliedAt ?? appliedAt) > appliedAt
    );
  });
}

/**
 * Whether no signal can show what a deed did: a freeze, or its end, lets everything run on as it was. So it is not
 * measured, and never taken for what moved a signal.
 */
export function isUnmeasured(
  incident: Planned,
  { part, from, to }: Pick<Deed, 'part' | 'from' | 'to'>,
): boolean {
  return [to, from].some((version) => containmentFor(incident, { part, to: version })?.kind === 'freeze');
}

/**
 * The version to put a part back to before anything else is tried; undefined where the deed helped, was not measured, can't be put back,
 * or itself put back what an earlier one had changed.
 */
export function putBackTo(
  incident: Pick<Scene, 'containments' | 'plan'>,
  deed: Deed & { verdict?: Verdict | undefined },
): string | undefined {
  const { containments } = incident;
  if (deed.verdict !== 'no effect' && deed.verdict !== 'worse') return undefined;
  if (isOnce(incident, deed)) return undefined;
  const undoes = containments.some(
    (other) =>
      other.id !== deed.id && other.part === deed.part && other.from === deed.to && other.to === deed.from,
  );
  return undoes ? undefined : deed.from;
}

/** The earlier deed that a deed takes back, done or only asked for; undefined where it is a change of its own. */
export function putsBack<D extends Omit<Deed, 'id'>>(
  { containments }: { containments: D[] },
  deed: Omit<Deed, 'id'>,
): D | undefined {
  return containments.findLast(
    (one) =>
      one.part === deed.part &&
      one.from === deed.to &&
      one.to === deed.from &&
      one.appliedAt !== undefined &&
      one.appliedAt < (deed.appliedAt ?? Number.POSITIVE_INFINITY),
  );
}
