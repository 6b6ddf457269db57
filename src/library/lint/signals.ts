import { type Finding, suggestedFix } from '../finding.ts';
import type { ReadRunbook, ReadSystem } from '../library-files.ts';
import { systemsOf } from './applies.ts';
import { type Blind, blindSpots, kinds, type Use } from './blind.ts';
import { whens } from './conditions.ts';

interface Uses {
  triggers: Use[];
  /** Of the severity rubric, the diagnosis and escalation; a system need measure none of them. */
  conditions: Use[];
  recovery: Record<(typeof kinds)[number], Use[]>;
}

/**
 * Finds failures that nobody would see, and recoveries that nobody could prove. A system need not measure everything in
 * a runbook: one trigger, and one metric of each kind of recovery, is enough.
 */
export function signalGaps(runbooks: ReadRunbook[], systems: ReadSystem[]): Finding[] {
  if (systems.length === 0) return [];
  const names = namesOf(runbooks, systems);
  const happensTo = systemsOf(systems);
  const sees = sightOf(systems);
  const lacks: Blind[] = runbooks.flatMap((runbook) => {
    const { triggers, recovery } = usesOf(runbook);
    const concerned = happensTo(runbook);
    const blindTo = (uses: Use[], among: ReadSystem[]) =>
      uses.length === 0 ? [] : among.filter((system) => !sees(system, uses));
    const blind = blindTo(triggers, concerned);
    // Where nobody would see the failure, its recovery need not be reported as well.
    const seeing = blind.length === 0 ? concerned : concerned.filter((system) => !blind.includes(system));
    return [
      { runbook, concerned, lacking: blind, about: { group: 'trigger', uses: triggers } },
      ...kinds.map(
        (kind): Blind => ({
          runbook,
          concerned: seeing,
          lacking: blindTo(recovery[kind], seeing),
          about: { group: kind, uses: recovery[kind] },
        }),
      ),
    ];
  });
  return [
    ...runbooks.flatMap((runbook) => misspelt(runbook, allUses(usesOf(runbook)), names)),
    ...blindSpots(lacks),
  ];
}

/** Tells whether a system measures any of some uses. The answer is computed once for each name. */
function sightOf(systems: ReadSystem[]): (system: ReadSystem, uses: Use[]) => boolean {
  const measuring = new Map<string, Set<ReadSystem>>();
  const add = (name: string, system: ReadSystem) => {
    const known = measuring.get(name);
    if (known === undefined) measuring.set(name, new Set([system]));
    else known.add(system);
  };
  for (const system of systems) {
    for (const [name, { baseline, objective }] of Object.entries(system.value.signals)) {
      add(name, system);
      if (baseline !== undefined) add(withBaseline(name), system);
      if (objective !== undefined) add(withObjective(name), system);
    }
  }
  return (system, uses) => uses.some(({ needs }) => measuring.get(needs)?.has(system));
}

/** The key of a signal with a baseline. Signal names contain no blank, so it can't be confused with one. */
function withBaseline(signal: string): string {
  return `${signal} with its baseline`;
}

function withObjective(signal: string): string {
  return `${signal} with its objective`;
}

function usesOf({ value }: ReadRunbook): Uses {
  const needs = (signal: string, limit: object = {}) => {
    if ('objectiveFactor' in limit || 'budgetFactor' in limit) return withObjective(signal);
    return 'baselineFactor' in limit ? withBaseline(signal) : signal;
  };
  const checks = (kind: (typeof kinds)[number]) =>
    value.recovery[kind].map((check, n) => ({
      path: ['recovery', kind, n, 'signal'],
      signal: check.signal,
      needs: needs(check.signal, check.atMost ?? check.atLeast),
    }));
  const triggers = value.triggers.map((trigger, n) => ({
    path: ['triggers', n, 'signal'],
    signal: trigger.signal,
    needs: needs(trigger.signal, trigger.above ?? trigger.below),
  }));
  const conditions = Object.entries(value.severity.conditions ?? {}).flatMap(([severity, all]) =>
    all.map((one, n) => ({
      path: ['severity', 'conditions', severity, n, 'signal'],
      signal: one.signal,
      needs: needs(one.signal, one.above ?? one.below),
    })),
  );
  const escalations = (value.escalation.when ?? []).flatMap(({ signal, above, below }, n) =>
    signal === undefined
      ? []
      : [{ path: ['escalation', 'when', n, 'signal'], signal, needs: needs(signal, above ?? below) }],
  );
  const sections = ['triage', 'rollback', 'communication', 'recovery', 'postmortem'] as const;
  const seen = sections.flatMap((section) =>
    value[section].steps.flatMap(({ sees = [] }, n) =>
      sees
        .filter((what) => what !== 'changes')
        .map((signal, m) => ({ path: [section, 'steps', n, 'sees', m], signal, needs: signal })),
    ),
  );
  return {
    triggers,
    conditions: [
      ...conditions,
      ...seen,
      ...escalations,
      ...whens(value).flatMap(({ path, when: { signal, above, below } }) => {
        const other = (above ?? below)?.times?.signal;
        return [
          ...(signal === undefined ? [] : [{ path: [...path, 'signal'], signal, needs: signal }]),
          ...(other === undefined
            ? []
            : [{ path: [...path, above ? 'above' : 'below'], signal: other, needs: other }]),
        ];
      }),
    ],
    recovery: { key: checks('key'), safety: checks('safety'), business: checks('business') },
  };
}

/**
 * Finds a name that no system and no other runbook uses, when a similar name is known. Other unknown names are metrics
 * that these systems do not measure; that is harmless as long as they measure others of the group.
 */
function misspelt({ id, source }: ReadRunbook, uses: Use[], { known, users }: Names): Finding[] {
  const seen = new Set(known);
  return uses.flatMap(({ path, signal }) => {
    if (seen.has(signal)) return [];
    seen.add(signal);
    const fix = users.get(signal) === id ? suggestedFix(signal, [...known]) : undefined;
    if (fix === undefined) return [];
    return source.at(path, {
      level: 'warning',
      rule: 'signal-unknown',
      what: `no system has a signal \`${signal}\``,
      expected: 'a signal that some system file describes',
      why: 'what is not measured anywhere can neither start an incident nor end one',
      fix,
    });
  });
}

interface Names {
  /** What some system measures. */
  known: Set<string>;
  /** The only runbook that watches a signal; `several` when there are more. */
  users: Map<string, string>;
}

function namesOf(runbooks: ReadRunbook[], systems: ReadSystem[]): Names {
  const users = new Map<string, string>();
  for (const runbook of runbooks) {
    for (const { signal } of allUses(usesOf(runbook))) {
      const before = users.get(signal);
      users.set(signal, before === undefined || before === runbook.id ? runbook.id : several);
    }
  }
  return { known: new Set(systems.flatMap(({ value }) => Object.keys(value.signals))), users };
}

/** Stands for more than one runbook. Runbook ids contain no blank, so it can't be confused with one. */
const several = 'several runbooks';

function allUses({ triggers, conditions, recovery }: Uses): Use[] {
  return [...triggers, ...conditions, ...kinds.flatMap((kind) => recovery[kind])];
}
