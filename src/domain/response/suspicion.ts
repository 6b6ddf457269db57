import { inSentence } from '../plain.ts';
import type { Plan, PlanPart } from '../runbooks/plan.ts';
import type { Change } from '../signals/change.ts';
import type { Reading } from '../signals/reading.ts';
import type { TrafficSeen } from '../signals/traffic.ts';
import type { Instant } from '../time.ts';
import { standingCauses } from './diagnosis.ts';
import { stopInForce } from './stops.ts';
import { type SignalVerdict, signalOf, signalsOff } from './verdict.ts';

/** The part of an incident that says what may have caused it. */
export interface Scene {
  plan: Pick<Plan, 'parts' | 'suspects' | 'signals' | 'diagnosis' | 'containment'>;
  changes: Change[];
  startedAt: Instant;
  /** When users began to feel it, where that was before the start the alert gave. */
  feltAt?: Instant;
  versions: Record<string, string>;
  versionsSeenAt?: Instant;
  containments: {
    id: string;
    part: string;
    from: string;
    to: string;
    status: string;
    appliedAt?: Instant | undefined;
    before: Reading[];
    signals?: SignalVerdict[];
  }[];
  readings: { sampledAt: Instant; readings: Reading[] }[];
  diagnosis: { found: { cause: string; takenBackAt?: Instant | undefined }[] };
  traffic?: { seen: TrafficSeen[] };
}

/**
 * What each thing that speaks for or against a change weighs. The answers of the diagnosis weigh most, because people
 * gave them, save that a version which was taken away once and is live again is the first to look at; then the signals that a change of the part shows in; then a prompt changed within two hours (requirement
 * R5), the runbook's order of likelihood, and nearness in time. So a prompt is not the prime suspect where the signals
 * it moves are all in order.
 */
export const weights = {
  again: 500,
  diagnosis: 400,
  mostOff: 160,
  off: 80,
  noneOff: -120,
  prompt: 100,
  order: 50,
  near: 40,
};

/** One thing that speaks for or against a part. */
export interface Found {
  weight: number;
  words?: string;
}

/** What speaks for it, in words. */
export function wordsOf(found: Found[]): string[] {
  return found.flatMap(({ words }) => (words ? [words] : []));
}

/** Whether more speaks against it than for it. */
export function unlikely(found: Found[]): { unlikely?: true } {
  return found.reduce((sum, { weight }) => sum + weight, 0) < 0 ? { unlikely: true } : {};
}

/** What the diagnosis and the signals say of a part; what speaks against it has no words of its own. */
export function weigh(incident: Scene, part: PlanPart): Found[] {
  const found: Found[] = [];
  if (diagnosedParts(incident).includes(part.id))
    found.push({ weight: weights.diagnosis, words: 'the diagnosis points at it' });
  const ours = harmedByUs(incident);
  const off = signalsOff(incident.plan, whileItRan(incident)).filter(({ signal }) => !ours.includes(signal));
  const { moves } = part;
  if (moves === undefined || off.length === 0) return found;
  const shown = off.filter(({ signal }) => moves.includes(signal));
  if (shown.length === 0) return [...found, { weight: weights.noneOff }];
  const most = shown[0]?.signal === off[0]?.signal;
  const titles = shown
    .slice(0, 2)
    .map(({ signal }) => inSentence(signalOf(incident.plan, signal)?.title ?? signal));
  // “Off” would read as switched off, above all while something is.
  const since = stopInForce(incident) === undefined ? 'is' : 'was';
  const words = `it moves what ${since} out of range: ${titles.join(' and ')}`;
  return [...found, { weight: most ? weights.mostOff : weights.off, words }];
}

/** Signals that a deed of this incident made worse and that is still in place: no change from before explains them. */
function harmedByUs({ containments, versions }: Scene): string[] {
  return containments
    .filter(({ part, to, appliedAt }) => appliedAt !== undefined && versions[part] === to)
    .flatMap(({ signals = [] }) =>
      signals.flatMap(({ signal, verdict }) => (verdict === 'worse' ? [signal] : [])),
    );
}

/** The parts whose rollback the diagnosis came to, for each cause that was found and stands. */
export function diagnosedParts({ plan, diagnosis }: Scene): string[] {
  return standingCauses(plan.diagnosis, diagnosis.found).flatMap(({ mitigation }) =>
    mitigation.kind === 'rollback' ? [mitigation.part] : [],
  );
}

/** The newest readings of the system at work: while it is off, those taken before it was stopped. */
function whileItRan(incident: Scene): Reading[] {
  const stop = stopInForce(incident);
  const measured = incident.readings.filter(
    ({ sampledAt, readings }) =>
      readings.some(({ value }) => value !== undefined) &&
      (stop?.appliedAt === undefined || sampledAt < stop.appliedAt),
  );
  return measured.at(-1)?.readings ?? stop?.before ?? [];
}
