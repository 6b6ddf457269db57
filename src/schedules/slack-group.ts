import type { ScheduleSource } from '../domain/oncall/elsewhere.ts';
import { ScheduleError } from '../errors.ts';
import type { ReadSchedule, UserGroups } from '../ports/schedules.ts';

/** Reads a Slack user group: all its members have all of the time. @param groups undefined without a Slack */
export function slackGroupSchedules(
  groups: UserGroups | undefined,
): ReadSchedule<Extract<ScheduleSource, { kind: 'slack-group' }>> {
  return async ({ group }, { from, to }) => {
    if (groups === undefined)
      throw new ScheduleError('Slack is not connected, so its user groups can’t be read');
    const accounts = await groups.members(group).catch((error: unknown) => {
      throw new ScheduleError(
        error instanceof Error ? withoutStop(error.message) : 'Slack does not answer',
        error,
      );
    });
    return accounts.map((slack) => ({ who: { shown: `the Slack account ${slack}`, slack }, from, to }));
  };
}

function withoutStop(text: string): string {
  return text.replace(/\.$/, '');
}
