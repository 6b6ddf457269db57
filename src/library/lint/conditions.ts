import type { ConditionFile, RunbookFile, WhenFile } from '../files/runbook.ts';
import type { Finding } from '../finding.ts';
import type { ReadRunbook, ReadSystem } from '../library-files.ts';
import type { Path } from '../source.ts';
import { list, systemsOf } from './applies.ts';

type When = NonNullable<WhenFile>[number];

/** The conditions of answers and of symptoms, each with its place. */
export function whens({ diagnosis }: RunbookFile): { path: Path; when: When }[] {
  const answers = Object.entries(diagnosis.checks).flatMap(([check, spec]) =>
    Object.entries(spec.answers).flatMap(([answer, { when }]) =>
      placed(['diagnosis', 'checks', check, 'answers', answer, 'when'], when),
    ),
  );
  const hints = diagnosis.hints.flatMap(({ when }, n) => placed(['diagnosis', 'hints', n, 'when'], when));
  return [...answers, ...hints];
}

function placed(path: Path, given: WhenFile): { path: Path; when: When }[] {
  return (given ?? []).map((when, n) => ({ path: [...path, n], when }));
}

/**
 * Finds conditions of severities and answers that no system that measures their signals can judge, and answers of one
 * question that hold at the same time.
 */
export function conditionFaults(runbooks: ReadRunbook[], systems: ReadSystem[]): Finding[] {
  const happensTo = systemsOf(systems);
  return [
    ...judgedByNobody(runbooks.flatMap((runbook) => unjudgeable(runbook, happensTo(runbook)))),
    ...runbooks.flatMap(indistinct),
  ];
}

interface Unjudged {
  runbook: ReadRunbook;
  path: Path;
  /** All that measure the signal, and can't judge by it. */
  systems: ReadSystem[];
  signal: string;
  why: string;
}

function unjudgeable(runbook: ReadRunbook, systems: ReadSystem[]): Unjudged[] {
  const { value } = runbook;
  if (systems.length === 0) return [];
  const severities = Object.entries(value.severity.conditions ?? {}).flatMap(([severity, all]) =>
    all.map((one, n) => ({ path: ['severity', 'conditions', severity, n] as Path, one })),
  );
  const answers = whens(value).flatMap(({ path, when: { signal, ...limit } }) =>
    signal === undefined ? [] : [{ path, one: { signal, ...limit } }],
  );
  return [...severities, ...answers].flatMap(({ path, one }) => {
    const measuring = systems.filter((system) => measures(one, system));
    const lacks = measuring.map((system) => lackOf(one, system));
    const [first] = lacks;
    if (first === undefined || lacks.some((lack) => lack === undefined)) return [];
    return { runbook, path, systems: measuring, signal: one.signal, why: first };
  });
}

const blind = {
  level: 'warning' as const,
  rule: 'condition-blind' as const,
  expected: 'a baseline where the limit is a multiple of it, and one unit where two signals are compared',
  why: 'airb would say “not measured” there for ever',
};

/** At the runbook where several systems can't judge it; a single system hears of a signal once, in its own file. */
function judgedByNobody(all: Unjudged[]): Finding[] {
  const several = all.filter(({ systems }) => systems.length > 1);
  const single = new Map<string, Unjudged[]>();
  for (const one of all.filter(({ systems }) => systems.length === 1)) {
    const key = `${one.systems[0]?.id} ${one.why}`;
    single.set(key, [...(single.get(key) ?? []), one]);
  }
  return [
    ...several.map(({ runbook: { source }, path, systems, why }) =>
      source.at([...path, 'signal'], {
        ...blind,
        what: `${list(systems.map(({ id }) => id))} can’t judge it: ${why}`,
        fix: 'mend the signal in the system files, or give the limit as a number',
      }),
    ),
    ...[...single.values()].flatMap((own) => {
      const [system, signal, why] = [own[0]?.systems[0], own[0]?.signal, own[0]?.why];
      if (system === undefined || signal === undefined) return [];
      const ids = list([...new Set(own.map(({ runbook }) => runbook.id))]);
      return system.source.at(
        ['signals', signal],
        {
          ...blind,
          what: `${why}, so conditions of ${ids} can’t be judged for ${system.id}`,
          fix: 'mend the signal, or give the limit as a number in the runbook',
        },
        'key',
      );
    }),
  ];
}

/** A system need not measure everything a runbook can read; what it measures must be judged. */
function measures({ signal, above, below }: ConditionFile, { value }: ReadSystem): boolean {
  const other = (above ?? below)?.times?.signal;
  return (
    signalIn(value, signal) !== undefined && (other === undefined || signalIn(value, other) !== undefined)
  );
}

/** Why a system that measures it can't judge a condition; undefined where it can. */
function lackOf({ signal, above, below }: ConditionFile, { value }: ReadSystem): string | undefined {
  const limit = above ?? below;
  const own = signalIn(value, signal);
  if (limit?.baselineFactor !== undefined && own?.baseline === undefined)
    return `\`${signal}\` has no baseline`;
  const other = limit?.times?.signal;
  if (other === undefined || signalIn(value, other)?.unit === own?.unit) return undefined;
  return `\`${signal}\` and \`${other}\` have different units`;
}

function signalIn({ signals }: ReadSystem['value'], name: string) {
  return Object.hasOwn(signals, name) ? signals[name] : undefined;
}

/** Two answers with the same conditions hold at the same time, so airb could never say which it is. */
function indistinct({ value, source }: ReadRunbook): Finding[] {
  return Object.entries(value.diagnosis.checks).flatMap(([check, { answers }]) => {
    const seen = new Map<string, string>();
    return Object.entries(answers).flatMap(([answer, { when }]) => {
      if (when === undefined) return [];
      const key = JSON.stringify(when);
      const before = seen.get(key);
      seen.set(key, before ?? answer);
      if (before === undefined) return [];
      return source.at(['diagnosis', 'checks', check, 'answers', answer, 'when'], {
        level: 'warning',
        rule: 'condition-twice',
        what: `\`${answer}\` has the same conditions as \`${before}\``,
        expected: 'conditions that tell the answers of one question apart',
        why: 'both would hold at once, and airb would offer neither',
        fix: 'add what tells them apart, or take one of the two out',
      });
    });
  });
}
