import type { Answered, ScheduleSource } from '../domain/oncall/elsewhere.ts';
import { recognise } from '../domain/oncall/recognise.ts';
import type { Rotation } from '../domain/oncall/rotation.ts';
import type { Library } from '../domain/runbooks/runbook.ts';
import { type Duration, day, minute } from '../domain/time.ts';
import { ScheduleError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Memory } from '../ports/memory.ts';
import type { ReadSchedule } from '../ports/schedules.ts';
import { keepAnswer, recallAnswer } from './kept.ts';

export interface Schedules {
  /** The library with what its schedules answered last put in. The same one twice gives the same. */
  fill(library: Library): Library;
  /** Puts in what an earlier start was answered. */
  recall(): Promise<void>;
  /** Asks every schedule whose answer is not fresh any more. It never fails: what went wrong is kept with the rotation. */
  refresh(): Promise<void>;
}

export interface SchedulesOptions {
  /** The files of the moment, without answers. */
  library(): Library;
  read: { [K in ScheduleSource['kind']]: ReadSchedule<Extract<ScheduleSource, { kind: K }>> };
  memory: Memory;
  clock: Clock;
  log: Log;
}

/** So far back and ahead schedules are asked for: a week more than is shown, so that an old answer still covers that. */
const [back, ahead] = [day, 21 * day];
/** Entries of one answer that are kept. */
const mostTurns = 2000;

/** How long an answer is fresh. Calendars change seldom, and whoever hands them out counts the calls. */
const freshFor: Record<ScheduleSource['kind'], Duration> = {
  pagerduty: minute,
  'slack-group': 2 * minute,
  calendar: 5 * minute,
};

interface State {
  source: ScheduleSource;
  answered?: Answered;
  failing?: string;
}

/** Keeps what schedules elsewhere answered, and asks them again. The last good answer stays while none comes. */
export function createSchedules({ library, read, memory, clock, log }: SchedulesOptions): Schedules {
  const states = new Map<string, State>();
  let filled: { from: Library; to: Library } | undefined;

  /** The state of a rotation. Another schedule in the file begins anew. */
  function stateOf(rotation: string, source: ScheduleSource): State {
    const known = states.get(rotation);
    if (known && JSON.stringify(known.source) === JSON.stringify(source)) return known;
    return { source };
  }

  function put(rotation: string, state: State): void {
    states.set(rotation, state);
    filled = undefined;
  }

  async function ask({ id, zone }: Rotation, source: ScheduleSource): Promise<void> {
    const { answered: before, failing: failed } = stateOf(id, source);
    const now = clock.now();
    if (before && failed === undefined && now >= before.at && now - before.at < freshFor[source.kind]) return;
    const { people } = library().organization;
    try {
      const reader = read[source.kind] as ReadSchedule;
      const turns = await reader(source, { from: now - back, to: now + ahead, zone, people });
      if (turns.length > mostTurns)
        throw new ScheduleError(`it has more than ${mostTurns} turns in three weeks`);
      const answered = { at: now, until: now + ahead, ...recognise(turns, people) };
      if (failed !== undefined) log.info({ rotation: id }, 'the schedule of this rotation answers again');
      put(id, { source, answered });
      keepAnswer({ memory, log }, id, { source, answered });
    } catch (error) {
      const failing = error instanceof ScheduleError ? error.message : 'airb could not read its answer';
      put(id, { source, ...(before && { answered: before }), failing });
      if (failing !== failed) log.warn({ rotation: id, error: causeOf(error) }, `on call: ${failing}`);
    }
  }

  const asked = () => {
    const { rotations = [], schedules = {} } = library().organization;
    return rotations.flatMap((rotation) => {
      const source = schedules[rotation.id];
      return source === undefined ? [] : [{ rotation, source }];
    });
  };

  return {
    fill(from) {
      const { rotations, schedules = {} } = from.organization;
      if (rotations === undefined || Object.keys(schedules).length === 0) return from;
      if (filled?.from === from) return filled.to;
      const whole = rotations.map((rotation) => {
        const source = schedules[rotation.id];
        if (source === undefined) return rotation;
        const { answered, failing } = stateOf(rotation.id, source);
        return { ...rotation, ...(answered && { answered }), ...(failing !== undefined && { failing }) };
      });
      filled = { from, to: { ...from, organization: { ...from.organization, rotations: whole } } };
      return filled.to;
    },
    async recall() {
      for (const { rotation, source } of asked()) {
        const answered = await recallAnswer(memory, rotation.id, source).catch(() => undefined);
        if (answered) put(rotation.id, { source, answered });
      }
    },
    refresh: async () =>
      void (await Promise.all(asked().map(({ rotation, source }) => ask(rotation, source)))),
  };
}

function causeOf(error: unknown): string {
  return error instanceof Error && error.cause !== undefined ? String(error.cause) : String(error);
}
