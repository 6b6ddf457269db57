import type { Library } from '../domain/runbooks/runbook.ts';
import { minute } from '../domain/time.ts';
import { oneAtATime } from '../jobs/one-at-a-time.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Memory } from '../ports/memory.ts';
import type { UserGroups } from '../ports/schedules.ts';
import { calendarSchedules } from '../schedules/calendar.ts';
import { keepGroups } from '../schedules/keep-groups.ts';
import { pagerDutySchedules } from '../schedules/pagerduty.ts';
import { createSchedules, type Schedules } from '../schedules/schedules.ts';
import { slackGroupSchedules } from '../schedules/slack-group.ts';
import type { OnStop } from './app.ts';
import { judgedBy } from './judged.ts';
import type { Settings } from './settings.ts';

export interface ScheduleSettings
  extends Pick<Settings, 'pagerdutyApi' | 'runbooksDir' | 'environment'>,
    Partial<Pick<Settings, 'sandbox'>> {}

interface Around {
  /** The files of the moment, without answers. */
  library: () => Library;
  groups: UserGroups | undefined;
  memory: Memory;
  clock: Clock;
  log: Log;
}

/** The schedules that are kept elsewhere, with what an earlier start was answered. */
export async function openSchedules(settings: ScheduleSettings, around: Around): Promise<Schedules> {
  const { library, groups, memory, clock, log } = around;
  const { pagerdutyApi, runbooksDir, environment } = settings;
  const schedules = createSchedules({
    ...{ library, memory, clock, log },
    read: {
      pagerduty: pagerDutySchedules({
        token: pagerdutyApi?.token,
        url: pagerdutyApi?.url ?? 'https://api.pagerduty.com',
      }),
      calendar: calendarSchedules({
        dir: runbooksDir,
        env: environment,
        fetch: judgedBy(library),
      }),
      'slack-group': slackGroupSchedules(groups),
    },
  });
  await schedules.recall();
  return schedules;
}

/** Asks the schedules anew and keeps the user groups to the answers. */
export function asking(
  schedules: Schedules,
  { library, groups, clock, log }: Omit<Around, 'memory'>,
): () => Promise<void> {
  const keep = groups && keepGroups({ groups, clock, log, library: () => schedules.fill(library()) });
  return async () => {
    await schedules.refresh();
    await keep?.();
  };
}

/** Asks at once, and then every minute until airb stops. */
export function startAsking(ask: () => Promise<void>, { log, onStop }: { log: Log; onStop: OnStop }): void {
  const runner = oneAtATime(ask, log, 'schedules');
  const timer = setInterval(() => void runner.ask(), minute);
  timer.unref();
  onStop('the schedules', () => {
    clearInterval(timer);
    return runner.stop();
  });
  void runner.ask();
}
