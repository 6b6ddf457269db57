import { show, type Unit } from '../../domain/signals/reading.ts';
import type { SystemFile } from '../files/system.ts';
import type { Finding } from '../finding.ts';
import type { ReadRunbook, ReadSystem } from '../library-files.ts';
import type { Path } from '../source.ts';
import { list, systemsOf } from './applies.ts';

/**
 * Finds baselines that nothing can measure, and limits that no value can pass: the alert would never come, or the
 * recovery always hold, and everything would look well.
 */
export function impossibleValues(runbooks: ReadRunbook[], systems: ReadSystem[]): Finding[] {
  const happensTo = systemsOf(systems);
  return [
    ...systems.flatMap(impossibleBaselines),
    ...runbooks.flatMap((runbook) => deafLimits(runbook, happensTo(runbook))),
  ];
}

function impossibleBaselines({ value, source }: ReadSystem): Finding[] {
  return Object.entries(value.signals).flatMap(([id, { unit, baseline }]) => {
    if (baseline === undefined || canBe(baseline, unit)) return [];
    const percent = unit === 'ratio' && baseline > 1 && baseline <= 100;
    return source.at(['signals', id, 'baseline'], {
      level: 'warning',
      rule: 'value-impossible',
      what: `${baseline} is the normal of \`${id}\`, and no ${unit} is that`,
      expected: unit === 'ratio' ? 'a number from 0 to 1' : 'a number that is not negative',
      why: 'limits that are multiples of it are never passed, so no alert would come',
      ...(percent && { fix: `write ${baseline / 100} where ${baseline} % is meant` }),
    });
  });
}

/** Negative amounts are measured by nothing, and a ratio is a share. */
function canBe(value: number, unit: Unit): boolean {
  return value >= 0 && (unit !== 'ratio' || value <= 1);
}

interface Limit {
  path: Path;
  signal: string;
  /** `above` is passed by what is higher; `below` by what is lower. */
  passed: 'above' | 'below';
  /** A number of a trigger is its `threshold`, one of a recovery its `value`. */
  at: { value?: number; threshold?: number; baselineFactor?: number };
}

/** A limit is named once, with all systems that can't pass it. */
function deafLimits(runbook: ReadRunbook, systems: ReadSystem[]): Finding[] {
  return limitsOf(runbook).flatMap((limit) => {
    const deaf = systems.flatMap((system) => {
      const at = resolved(limit, system.value);
      return at !== undefined && !passable(at, limit.passed) ? [{ id: system.id, ...at }] : [];
    });
    const [first] = deaf;
    if (first === undefined) return [];
    const { what, why } = words(limit, first);
    return runbook.source.at(limit.path, {
      level: 'warning',
      rule: 'value-impossible',
      what: `${what} in ${list(deaf.map(({ id }) => id))}`,
      expected:
        first.unit === 'ratio' ? 'a limit between 0 and 1' : 'a limit that is not below everything it can be',
      why,
      fix: 'give a limit that can be passed; ratios run from 0 to 1',
    });
  });
}

function limitsOf({ value }: ReadRunbook): Limit[] {
  const triggers = value.triggers.map((one, n): Limit => {
    const passed = one.above === undefined ? 'below' : 'above';
    return {
      path: ['triggers', n, passed],
      signal: one.signal,
      passed,
      at: one.above ?? one.below ?? {},
    };
  });
  const checks = (['key', 'safety', 'business'] as const).flatMap((kind) =>
    value.recovery[kind].map((one, n): Limit => {
      const field = one.atMost === undefined ? 'atLeast' : 'atMost';
      return {
        path: ['recovery', kind, n, field],
        signal: one.signal,
        passed: field === 'atMost' ? 'above' : 'below',
        at: one.atMost ?? one.atLeast ?? {},
      };
    }),
  );
  return [...triggers, ...checks];
}

/** The limit as a number of this system; undefined where it does not measure it, or where its baseline was named already. */
function resolved({ signal, at }: Limit, { signals }: SystemFile): { at: number; unit: Unit } | undefined {
  const spec = Object.hasOwn(signals, signal) ? signals[signal] : undefined;
  if (spec === undefined) return undefined;
  const { unit, baseline } = spec;
  const fixed = at.value ?? at.threshold;
  if (fixed !== undefined) return { at: fixed, unit };
  if (at.baselineFactor === undefined || baseline === undefined || !canBe(baseline, unit)) return undefined;
  return { at: at.baselineFactor * baseline, unit };
}

/** A share is never above 1, and nothing is below 0. */
function passable({ at, unit }: { at: number; unit: Unit }, passed: Limit['passed']): boolean {
  return passed === 'below' ? at > 0 : unit !== 'ratio' || at < 1;
}

function words({ path, signal, passed }: Limit, { at, unit }: { at: number; unit: Unit }) {
  const never = `\`${signal}\` is never ${passed} ${show(at, unit)}`;
  return path[0] === 'triggers'
    ? { what: never, why: 'this alert would never come' }
    : { what: never, why: 'it counts as recovered whatever happens' };
}
