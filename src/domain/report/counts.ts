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
  const all = tallies.flatMap(({ containments }) => containments);
  const kinds = [...new Set(all.map(({ kind }) => kind))];
  const rows = kinds.map((kind) => ({ kind, outcomes: outcomesOf(all.filter((one) => one.kind === kind)) }));
  const asked = ({ outcomes }: { outcomes: Outcomes }) => Object.values(outcomes).reduce((a, b) => a + b, 0);
  return rows.toSorted((a, b) => asked(b) - asked(a) || a.kind.localeCompare(b.kind));
}

function outcomesOf(all: Tally['containments']): Outcomes {
  const count = (outcome: ContainmentOutcome) => all.filter((one) => one.outcome === outcome).length;
  return Object.fromEntries(containmentOutcomes.map((outcome) => [outcome, count(outcome)])) as Outcomes;
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
