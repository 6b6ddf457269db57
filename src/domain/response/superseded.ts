import type { Change } from '../signals/change.ts';
import { isMisdated } from '../signals/change.ts';
import type { Instant } from '../time.ts';

/** What became of a change since it was made. */
export interface Fate {
  /** The newer change that took it back, or took its place before the symptom began. */
  superseded?: { by: Change; takenBack: boolean };
  /** It was taken back, and its version is live all the same, as the systems themselves told. */
  again?: { takenBack: Change; live: string };
}

/** The part of an incident that this needs. */
interface Told {
  changes: Change[];
  startedAt: Instant;
  feltAt?: Instant;
  versions: Record<string, string>;
  versionsSeenAt?: Instant;
  containments: { part: string; from: string; appliedAt?: Instant | undefined }[];
}

/**
 * The changes that may have caused something, each with what became of it. One that only took a part back to what it was is
 * the cure of another trouble, and none by itself: it is left out, unless the symptom began after it and it still stands.
 */
export function changesWithFate(incident: Told): { change: Change; fate: Fate }[] {
  const known = incident.changes.filter((change) => !isMisdated(change));
  return incident.changes
    .filter((change) => isMisdated(change) || !isMereCure(incident, known, change))
    .map((change) => ({ change, fate: isMisdated(change) ? {} : fateOf(incident, known, change) }));
}

function isMereCure(incident: Told, known: Change[], change: Change): boolean {
  if (!known.some((earlier) => takesBack(change, earlier))) return false;
  return change.at > begin(incident) || liveAgain(incident, known, change) !== undefined;
}

function fateOf(incident: Told, known: Change[], change: Change): Fate {
  // airb's own rollback tells of itself what it took back, also where that is too long ago to be listed.
  const back = known.findLast((later) => takesBack(later, change)) ?? (change.rollback ? change : undefined);
  const live = back && liveAgain(incident, known, back);
  if (back !== undefined && live !== undefined) return { again: { takenBack: back, live } };
  if (back !== undefined && back !== change) return { superseded: { by: back, takenBack: true } };
  const newer = known.findLast(
    (later) => isLaterOf(later, change) && later.to !== undefined && later.at <= begin(incident),
  );
  return newer === undefined ? {} : { superseded: { by: newer, takenBack: false } };
}

/** The version that a rollback had taken away, where the systems tell that it is live and no change says why. */
function liveAgain(incident: Told, known: Change[], back: Change): string | undefined {
  const { part, from } = back;
  const { containments, versions, versionsSeenAt } = incident;
  if (part === undefined || from === undefined || versionsSeenAt === undefined) return undefined;
  // What this incident did itself came after the look.
  const own = containments.find((one) => one.part === part && one.appliedAt !== undefined);
  const live = own?.from ?? versions[part];
  const announced = known.some((later) => isLaterOf(later, back) && later.to === live);
  return versionsSeenAt > back.at && live === from && !announced ? live : undefined;
}

function begin({ feltAt, startedAt }: Told): Instant {
  return feltAt ?? startedAt;
}

function isLaterOf(later: Change, change: Change): boolean {
  return later.at > change.at && later.kind === change.kind && later.part === change.part;
}

function takesBack(later: Change, change: Change): boolean {
  return (
    isLaterOf(later, change) &&
    change.from !== undefined &&
    later.to === change.from &&
    later.from === change.to
  );
}
