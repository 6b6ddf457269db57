import { count, inSeries } from '../plain.ts';
import { containmentFor, putsBack } from '../response/stops.ts';
import { type Duration, type Instant, inWords, minute } from '../time.ts';
import type { Drill, DrillResult, DrillScore } from './drill-facts.ts';
import type { Containment, FoundCause, Opened } from './state.ts';

/** What five people who had never seen airb needed at their best is what is asked of a drill. */
export const drillLimits = { contained: 30 * minute, toContain: 15, all: 40 } as const;

/** Four tasks are worth twenty points each, time ten, and presses five and five. */
const worth = { task: 20, time: 10, toContain: 5, all: 5 } as const;

type Played = Opened & { drill: Drill };

/**
 * The handover test, judged by the record: diagnose a bad answer, run the eval again, name the owner, roll back the risky
 * path. Nothing counts that left no entry.
 * @param at the end
 */
export function scoreOf(incident: Played, at: Instant, ended: DrillScore['ended']): DrillScore {
  const { drill, openedAt } = incident;
  const results = [diagnosed(incident), rerun(incident), owned(incident), rolledBack(incident)];
  const containedAt = incident.milestones.contained;
  const contained = containedAt === undefined ? undefined : containedAt - openedAt;
  const { at: pressedAt } = drill.acts;
  const all = pressedAt.length;
  const toContain =
    containedAt === undefined ? undefined : pressedAt.filter((press) => press <= containedAt).length;
  const inTime = contained !== undefined && contained <= drillLimits.contained;
  const points =
    worth.task * results.filter(({ met }) => met).length +
    (inTime ? worth.time : 0) +
    (toContain !== undefined && toContain <= drillLimits.toContain ? worth.toContain : 0) +
    (ended === 'resolved' && all <= drillLimits.all ? worth.all : 0);
  return {
    results,
    ...(contained !== undefined && { contained }),
    lasted: at - openedAt,
    presses: { ...(toContain !== undefined && { toContain }), all },
    wrongTurns: wrongTurns(incident),
    points,
    passed: ended === 'resolved' && inTime && results.every(({ met }) => met),
    ended,
  };
}

function result(
  task: DrillResult['task'],
  incident: Played,
  { at, seen }: { at: Instant | undefined; seen: string },
): DrillResult {
  return at === undefined
    ? { task, met: false, seen }
    : { task, met: true, after: at - incident.openedAt, seen };
}

/** True for a cause that the scenario is about. */
function isTrue(cause: string, { plan, drill: { truth } }: Played): boolean {
  const mitigation = plan.diagnosis?.causes.find(({ id }) => id === cause)?.mitigation;
  return (
    truth.causes.includes(cause) || (mitigation?.kind === 'rollback' && truth.parts.includes(mitigation.part))
  );
}

function standingFound({ diagnosis }: Played): FoundCause[] {
  return diagnosis.found.filter(({ takenBackAt }) => takenBackAt === undefined);
}

function diagnosed(incident: Played): DrillResult {
  const found = standingFound(incident);
  const right = found.find(({ cause }) => isTrue(cause, incident));
  const seen =
    right !== undefined
      ? `the diagnosis came to “${causeTitle(right.cause, incident)}”, and that is what was played`
      : found.length > 0
        ? `the diagnosis ended elsewhere: ${inSeries(found.map(({ cause }) => `“${causeTitle(cause, incident)}”`))}`
        : 'the diagnosis came to no cause';
  return result('diagnose', incident, { at: right?.at, seen });
}

function causeTitle(id: string, { plan }: Played): string {
  return plan.diagnosis?.causes.find((cause) => cause.id === id)?.title ?? id;
}

function rerun(incident: Played): DrillResult {
  const example = incident.examples.find(({ set }) => set !== 'backlog');
  if (example === undefined)
    return result('rerun', incident, {
      at: undefined,
      seen: 'no failed answer was sorted into the eval set',
    });
  const mended = goodDeeds(incident).at(-1)?.appliedAt;
  const replay = mended === undefined ? undefined : replayedAt(incident, mended);
  const seen =
    replay === undefined
      ? 'a failed answer was sorted into the eval set; what it answers after the rollback was not kept'
      : 'a failed answer was sorted into the eval set, and what it answers after the rollback is kept';
  return result('rerun', incident, { at: replay, seen });
}

/** When what the mended system answers was kept: as evidence, or as the finding of a step of the recovery. */
function replayedAt({ evidence, plan, steps }: Played, mended: Instant): Instant | undefined {
  const saved = evidence.filter(({ from, unconfirmed }) => from !== 'automatic' && unconfirmed !== true);
  const recovery = plan.sections.find(({ id }) => id === 'recovery')?.steps ?? [];
  const found = recovery.flatMap(({ id }) => {
    const step = steps[id];
    return step?.status === 'done' && step.notes.length > 0 ? [step.at ?? 0] : [];
  });
  const times = [...saved.map(({ at }) => at), ...found].filter((at) => at > mended);
  return times.length === 0 ? undefined : Math.min(...times);
}

function owned(incident: Played): DrillResult {
  const { roles, heldSince } = incident;
  const seen = roles.owner ? `${roles.owner.name} owns the follow-up` : 'nobody took the role of owner';
  return result('owner', incident, { at: roles.owner && (heldSince.owner ?? incident.openedAt), seen });
}

/** Rollbacks that took effect, without the switches of the system file: a fallback is never a wrong turn. */
function rollbacks(incident: Played): Containment[] {
  return incident.containments.filter(
    (one) => one.appliedAt !== undefined && containmentFor(incident, one) === undefined,
  );
}

function goodDeeds(incident: Played): Containment[] {
  const { truth } = incident.drill;
  const helped = new Set<unknown>(['contained', 'partly contained', 'mixed']);
  return rollbacks(incident).filter(({ part, verdict }) => truth.parts.includes(part) && helped.has(verdict));
}

/** To take a deed back, such as switching on again what was off, is no wrong turn: the deed itself was one, or none was. */
function wrongDeeds(incident: Played): Containment[] {
  const { truth } = incident.drill;
  return rollbacks(incident).filter(
    (one) => !truth.parts.includes(one.part) && putsBack(incident, one) === undefined,
  );
}

function rolledBack(incident: Played): DrillResult {
  const [right] = goodDeeds(incident);
  const before = wrongDeeds(incident).find(({ appliedAt = 0 }) => appliedAt < (right?.appliedAt ?? 0));
  const title = (id: string) => incident.plan.parts.find((part) => part.id === id)?.title ?? id;
  if (right === undefined)
    return result('rollback', incident, {
      at: undefined,
      seen: 'what was broken was not rolled back with an effect that could be measured',
    });
  if (before !== undefined)
    return result('rollback', incident, {
      at: undefined,
      seen: `${title(before.part)} was rolled back first, and it was not broken`,
    });
  return result('rollback', incident, {
    at: right.appliedAt,
    seen: `${title(right.part)} was rolled back, approved as it must be, and measured: ${right.verdict}`,
  });
}

/** What led away. It is what a runbook, a signal or a label may do better; so no sentence has a name in it. */
function wrongTurns(incident: Played): string[] {
  const title = (id: string) => incident.plan.parts.find((part) => part.id === id)?.title ?? id;
  const { found } = incident.diagnosis;
  return [
    ...found
      .filter(({ cause }) => !isTrue(cause, incident))
      .map(
        ({ cause, takenBackAt }) =>
          `The tree led to “${causeTitle(cause, incident)}”${takenBackAt === undefined ? '' : ', which was taken back'}. Which of its questions can be read another way?`,
      ),
    ...wrongDeeds(incident).map(
      ({ part, verdict }) =>
        `${title(part)} was rolled back (${verdict ?? 'not measured'}). What made it look likely?`,
    ),
    ...late(incident),
  ];
}

const slow: Duration = 10 * minute;

function late({ milestones, openedAt }: Played): string[] {
  const { acknowledged } = milestones;
  return acknowledged !== undefined && acknowledged - openedAt > slow
    ? [`The page was taken after ${inWords(acknowledged - openedAt)}. Did it reach people where they were?`]
    : [];
}

/** `4 of 4, 100 of 100 points, passed`. */
export function scoreInWords({ results, points, passed, ended }: DrillScore): string {
  const met = results.filter((one) => one.met).length;
  const end = ended === 'stopped' ? 'stopped, so it does not count' : passed ? 'passed' : 'not passed';
  return `${count(met, 'task')} of ${results.length}, ${points} of 100 points: ${end}`;
}
