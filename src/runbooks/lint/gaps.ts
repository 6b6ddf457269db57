import { closest } from '../../domain/runbooks/closest.ts';
import { day, type Instant } from '../../domain/time.ts';
import type { LimitFile } from '../files/runbook.ts';
import type { Finding } from '../finding.ts';
import type { LibraryFiles, ReadRunbook, ReadSystem } from '../library-files.ts';
import type { Path } from '../source.ts';

/** Warnings: what works in the files but would be missed in an incident. */
export function gaps(files: LibraryFiles, now?: Instant): Finding[] {
  return [
    ...files.runbooks.flatMap((runbook) => [
      ...signalGaps(runbook, files.systems),
      ...kindGaps(runbook, files.systems),
      ...(now === undefined ? [] : overdueReview(runbook, now)),
    ]),
    ...files.systems.flatMap((system) => [...systemGaps(system, files)]),
  ];
}

interface SignalUse {
  path: Path;
  signal: string;
  use: 'trigger' | 'recovery check';
  relative: boolean;
}

function usesOf({ value }: ReadRunbook): SignalUse[] {
  const relative = (limit: LimitFile | undefined) => limit !== undefined && 'baselineFactor' in limit;
  const triggers = value.triggers.map(
    (trigger, n): SignalUse => ({
      path: ['triggers', n, 'signal'],
      signal: trigger.signal,
      use: 'trigger',
      relative: relative(trigger.above ?? trigger.below),
    }),
  );
  const checks = (['key', 'safety', 'business'] as const).flatMap((kind) =>
    value.recovery[kind].map(
      (check, n): SignalUse => ({
        path: ['recovery', kind, n, 'signal'],
        signal: check.signal,
        use: 'recovery check',
        relative: relative(check.atMost ?? check.atLeast),
      }),
    ),
  );
  return [...triggers, ...checks];
}

const blind = {
  trigger: 'the failure would not be seen there',
  'recovery check': 'recovery could not be checked there, and the check would be left out of the incident',
};

function signalGaps(runbook: ReadRunbook, systems: ReadSystem[]): Finding[] {
  return usesOf(runbook).flatMap(({ path, signal, use, relative }) => {
    const lacking = systems.filter(({ value }) => value.signals[signal] === undefined).map(({ id }) => id);
    const unbased = systems
      .filter(
        ({ value }) => relative && value.signals[signal] && value.signals[signal].baseline === undefined,
      )
      .map(({ id }) => id);
    const findings: Finding[] = [];
    if (lacking.length > 0)
      findings.push(missingSignal(runbook, { path, signal, why: blind[use] }, { lacking, systems }));
    if (unbased.length > 0) {
      const what = `${list(unbased)} ${unbased.length === 1 ? 'gives' : 'give'} no baseline for \`${signal}\``;
      const fix = `add \`baseline\` to the signal`;
      findings.push(
        runbook.source.at(path, {
          level: 'warning',
          what,
          expected: 'a baseline, as the limit is a multiple of it',
          why: blind[use],
          fix,
        }),
      );
    }
    return findings;
  });
}

function missingSignal(
  runbook: ReadRunbook,
  { path, signal, why }: { path: Path; signal: string; why: string },
  { lacking, systems }: { lacking: string[]; systems: ReadSystem[] },
): Finding {
  const nowhere = lacking.length === systems.length;
  const known = [...new Set(systems.flatMap(({ value }) => Object.keys(value.signals)))];
  const guess = nowhere ? closest(signal, known) : undefined;
  return runbook.source.at(path, {
    level: 'warning',
    what: nowhere ? `no system has a signal \`${signal}\`` : `${list(lacking)} has no signal \`${signal}\``,
    expected: 'a signal of the same name in each system this can happen to',
    why,
    fix:
      guess === undefined
        ? `describe \`${signal}\` under \`signals\` in the system file`
        : `did you mean \`${guess}\`?`,
  });
}

function kindGaps({ value, source }: ReadRunbook, systems: ReadSystem[]): Finding[] {
  const kinds = new Set(
    systems.flatMap((system) => Object.values(system.value.parts).map(({ kind }) => kind)),
  );
  return value.rollback.order.flatMap((kind, n) =>
    kinds.has(kind)
      ? []
      : source.at(['rollback', 'order', n], {
          level: 'warning',
          what: `no system has a part of kind \`${kind}\``,
          expected: 'kinds that can be rolled back somewhere',
          why: 'the runbook promises a way out that nobody has',
          fix: 'describe the part in a system file, or take the kind out',
        }),
  );
}

function overdueReview({ value, source }: ReadRunbook, now: Instant): Finding[] {
  const due = Date.parse(`${value.review.on}T00:00:00Z`) + value.review.everyDays * day;
  if (now < due) return [];
  const dueDay = new Date(due).toISOString().slice(0, 10);
  return [
    source.at(['review', 'on'], {
      level: 'warning',
      what: `the review was due on ${dueDay}`,
      expected: `a review every ${value.review.everyDays} days`,
      why: 'names, versions and limits in it may no longer be true',
      fix: 'read it through, correct it, and write the day of the review here',
    }),
  ];
}

function systemGaps({ id, value, source }: ReadSystem, { organization }: LibraryFiles): Finding[] {
  const findings: Finding[] = [];
  if (value.audiences.length === 0) {
    const why = 'the cadence would run, but its updates would reach nobody';
    findings.push(
      source.at(['audiences'], {
        level: 'warning',
        what: `${id} has no audience`,
        expected: 'at least one',
        why,
        fix: 'name an audience of the organization file',
      }),
    );
  }
  for (const [part, spec] of Object.entries(value.parts)) {
    if (spec.lastKnownGood !== undefined) continue;
    const what = `\`${part}\` has no last known good version`;
    const why = 'at night somebody would have to find out what to go back to';
    findings.push(source.at(['parts', part], { level: 'warning', what, expected: '`lastKnownGood`', why }));
  }
  const unreachable = value.onCall.flatMap(({ people }, n) =>
    people.map((person, m) => ({
      person,
      path: ['onCall', n, 'people', m] as Path,
      spec: organization.value.people[person],
    })),
  );
  for (const { person, path, spec } of unreachable) {
    if (spec === undefined || spec.slack || spec.teams || spec.email) continue;
    const what = `\`${person}\` is on call but has no chat account and no e-mail address`;
    findings.push(
      source.at(path, {
        level: 'warning',
        what,
        expected: '`slack`, `teams` or `email`',
        why: 'the page would reach nobody',
      }),
    );
  }
  return findings;
}

function list(names: string[]): string {
  return names.length <= 3
    ? names.join(', ')
    : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}
