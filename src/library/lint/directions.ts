import type { Finding } from '../finding.ts';
import type { ReadRunbook, ReadSystem } from '../library-files.ts';
import { list, systemsOf } from './applies.ts';
import { whens } from './conditions.ts';

/**
 * Some signals are bad both ways: refusals that fall mean that a guardrail is bypassed. `better` is then what most
 * runbooks say, so it is doubted only where they disagree by this much.
 */
const overwhelming = 4;

/**
 * Finds a `better` that the runbooks contradict, triggers that contradict the recovery of their own runbook,
 * and those that fire on what is normal.
 */
export function wrongDirections(runbooks: ReadRunbook[], systems: ReadSystem[]): Finding[] {
  const happensTo = systemsOf(systems);
  const uses = runbooks.map((runbook) => ({
    runbook,
    systems: new Set(happensTo(runbook)),
    uses: usesOf(runbook),
  }));
  return [
    ...systems.flatMap((system) =>
      contradicted(
        system,
        uses.flatMap((one) => (one.systems.has(system) ? one.uses : [])),
      ),
    ),
    ...runbooks.flatMap(withItself),
    ...runbooks.flatMap((runbook) => onNormal(runbook, happensTo(runbook))),
  ];
}

interface Use {
  signal: string;
  /** Which values the runbook takes for the bad ones. */
  bad: 'high' | 'low';
}

function usesOf({ value }: ReadRunbook): Use[] {
  const bad = ({ above }: { above?: unknown }): Use['bad'] => (above === undefined ? 'low' : 'high');
  const { key, safety, business } = value.recovery;
  return [
    ...value.triggers.map((one) => ({ signal: one.signal, bad: bad(one) })),
    ...[...key, ...safety, ...business].map(({ signal, atMost }) => ({
      signal,
      bad: bad({ above: atMost }),
    })),
    ...Object.values(value.severity.conditions ?? {})
      .flat()
      .map((one) => ({ signal: one.signal, bad: bad(one) })),
    ...whens(value).flatMap(({ when }) =>
      when.signal === undefined ? [] : [{ signal: when.signal, bad: bad(when) }],
    ),
  ];
}

function contradicted({ id: system, value, source }: ReadSystem, uses: Use[]): Finding[] {
  return Object.entries(value.signals).flatMap(([id, { better }]) => {
    const own = uses.filter(({ signal }) => signal === id);
    const against = own.filter(({ bad }) => (bad === 'high') === (better === 'higher')).length;
    const agreed = own.length - against;
    if (against === 0 || against <= overwhelming * agreed) return [];
    const other = better === 'lower' ? 'higher' : 'lower';
    return source.at(['signals', id, 'better'], {
      level: 'warning',
      rule: 'better-contradicted',
      what: `\`${better}\` is better of \`${id}\`, but the runbooks for ${system} take ${better === 'lower' ? 'low' : 'high'} values for the bad ones (${against} of ${own.length} places)`,
      expected: `\`better: ${other}\`, or triggers and recovery that say the same`,
      why: 'airb would call the failure an improvement, and its end a setback',
      fix: `write \`better: ${other}\` where it is a slip`,
    });
  });
}

/**
 * The alert fires where the runbook itself takes the value for a recovered one. A signal that is bad both ways may stand
 * like that beside another trigger; where all triggers do, they are turned round.
 */
function withItself({ value, source }: ReadRunbook): Finding[] {
  const { key, safety, business } = value.recovery;
  const checks = [...key, ...safety, ...business];
  const opposed = value.triggers.map(({ signal, above }) => {
    const same = checks.filter((check) => check.signal === signal);
    return same.length > 0 && same.every(({ atMost }) => (above === undefined) !== (atMost === undefined));
  });
  if (opposed.includes(false)) return [];
  return value.triggers.map(({ signal, above }, n) => {
    const [field, other] = above === undefined ? ['below', 'above'] : ['above', 'below'];
    return source.at(['triggers', n, field], {
      level: 'warning',
      rule: 'better-contradicted',
      what: `it fires when \`${signal}\` is ${above === undefined ? 'low' : 'high'}, which is what \`recovery\` asks for`,
      expected: `\`${other}\` here, or the other limit under \`recovery\``,
      why: 'what starts the incident would count as its end',
    });
  });
}

/** Finds triggers that fire on what is normal: a multiple on the wrong side of the baseline. */
function onNormal(runbook: ReadRunbook, systems: ReadSystem[]): Finding[] {
  return runbook.value.triggers.flatMap(({ signal, above, below }, n) => {
    const limit = above ?? below;
    const fired = systems.filter(({ value }) => {
      const baseline = Object.hasOwn(value.signals, signal) ? value.signals[signal]?.baseline : undefined;
      if (limit === undefined || baseline === undefined) return false;
      const { baselineFactor, threshold } = limit;
      // Budgets, objectives and deviations have a normal of their own.
      const at = baselineFactor === undefined ? threshold : baselineFactor * baseline;
      if (at === undefined) return false;
      return above === undefined ? baseline < at : baseline > at;
    });
    if (fired.length === 0) return [];
    const field = above === undefined ? 'below' : 'above';
    return runbook.source.at(['triggers', n, field], {
      level: 'warning',
      rule: 'trigger-on-normal',
      what: `what is normal for \`${signal}\` in ${list(fired.map(({ id }) => id))} is ${field} this limit`,
      expected: `a limit that the baseline is not ${field}`,
      why: 'the alert would fire while all is well, and nobody would believe it when it counts',
      fix: 'turn the comparison round, or correct the limit or the baseline',
    });
  });
}
