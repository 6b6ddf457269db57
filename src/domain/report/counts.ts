import type { Known } from './known.ts';
import { type ContainmentOutcome, containmentOutcomes, type Tally } from './tally.ts';

/** Incidents by how they stand now. */
export function endingsOf(tallies: readonly Known[]) {
  const count = (...phases: Tally['phase'][]) => tallies.filter(({ phase }) => phases.includes(phase)).length;
  return {
    open: count('triage', 'mitigating', 'verifying'),
    resolved: count('resolved'),
    cancelled: count('cancelled'),
    merged: count('merged'),
  };
}

/** Opened by mistake: alerts and incidents that were cancelled, of all. */
export function noiseOf(tallies: readonly Known[]) {
  const cancelled = tallies.filter(({ phase }) => phase === 'cancelled');
  return {
    incidents: { cancelled: cancelled.length, of: tallies.length },
    alerts: { cancelled: sum(cancelled, ({ alerts }) => alerts), of: sum(tallies, ({ alerts }) => alerts) },
  };
}

/** What counts for how well people respond: not what was opened by mistake, and what went on as another one. */
export function responded(tallies: readonly Known[]): Known[] {
  return tallies.filter(({ phase }) => phase !== 'cancelled' && phase !== 'merged');
}

export type ContainmentKind = Tally['containments'][number]['kind'];
export type Outcomes = Record<ContainmentOutcome, number>;

/** What became of the containments of each kind, those asked for most first. */
export function containmentsOf(tallies: readonly Known[]): { kind: ContainmentKind; outcomes: Outcomes }[] {
  const kinds = new Map<ContainmentKind, { asked: number; outcomes: Outcomes }>();
  // One walk, because a report over years asks this of each of its months.
  for (const { containments } of tallies)
    for (const { kind, outcome } of containments) {
      const row = kinds.get(kind) ?? { asked: 0, outcomes: noOutcomes() };
      row.asked += 1;
      row.outcomes[outcome] += 1;
      kinds.set(kind, row);
    }
  return [...kinds]
    .sort(([one, a], [other, b]) => b.asked - a.asked || one.localeCompare(other))
    .map(([kind, { outcomes }]) => ({ kind, outcomes }));
}

function noOutcomes(): Outcomes {
  return Object.fromEntries(containmentOutcomes.map((outcome) => [outcome, 0])) as Outcomes;
}

/** Of those whose effect was measured, how many helped; a part of the gap to normal counts as help. */
export function helped(outcomes: Outcomes): { helped: number; of: number } {
  const good = outcomes.worked + outcomes.partly;
  return { helped: good, of: good + outcomes['no help'] };
}

export function evidenceOf(tallies: readonly Known[]) {
  const asked = tallies.filter(({ evidence }) => evidence.of > 0);
  return {
    have: sum(asked, ({ evidence }) => evidence.have),
    of: sum(asked, ({ evidence }) => evidence.of),
    incidents: {
      complete: asked.filter(({ evidence }) => evidence.have === evidence.of).length,
      of: asked.length,
    },
  };
}

export function updatesOf(tallies: readonly Known[]): Tally['updates'] {
  return {
    onTime: sum(tallies, ({ updates }) => updates.onTime),
    late: sum(tallies, ({ updates }) => updates.late),
    missed: sum(tallies, ({ updates }) => updates.missed),
  };
}

/** How many promises were due at all. */
export function promised({ onTime, late, missed }: Tally['updates']): number {
  return onTime + late + missed;
}

export function approvalsOf(tallies: readonly Known[]): Tally['approvals'] {
  return {
    given: sum(tallies, ({ approvals }) => approvals.given),
    overridden: sum(tallies, ({ approvals }) => approvals.overridden),
    breakGlass: sum(tallies, ({ approvals }) => approvals.breakGlass),
  };
}

export function pagesOf(tallies: readonly Known[]) {
  return {
    sent: sum(tallies, ({ pages }) => pages.sent),
    unreached: sum(tallies, ({ pages }) => pages.unreached),
    openedAgain: tallies.filter(({ openedAgain }) => openedAgain > 0).length,
  };
}

function sum(tallies: readonly Known[], of: (tally: Known) => number): number {
  return tallies.reduce((total, tally) => total + of(tally), 0);
}
