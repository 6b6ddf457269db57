import { type Roster, readRoster } from '../chat/slack/directory/roster.ts';
import { systemClock } from '../clock.ts';
import { ConfigError, DeliveryError, ScheduleError } from '../errors.ts';
import { silentLog } from '../log.ts';
import { type PagerDutySetup, readPagerDutySetup } from '../schedules/pagerduty-setup.ts';

/**
 * What an installation can be begun with: who is in the workspace.
 * @throws ConfigError with what Slack says: a wrong token, the scope that is missing, that nobody is there
 */
export async function rosterOf(where: { token: string; apiUrl?: string | undefined }): Promise<Roster> {
  try {
    const roster = await readRoster({ ...where, clock: systemClock, log: silentLog });
    if (roster.members.length > 0) return roster;
  } catch (error) {
    if (!(error instanceof DeliveryError)) throw error;
    throw new ConfigError(`--from-slack: ${error.message}`, 'Nothing was written.');
  }
  throw new ConfigError(
    '--from-slack: Slack shows no member in this workspace, only apps, guests and deactivated accounts',
    'Is it the right workspace? airb init without --from-slack asks for the people.',
  );
}

/**
 * The schedules and escalation policies kept at PagerDuty.
 * @throws ConfigError with what PagerDuty says
 */
export async function pagerDutyOf(where: { token: string; url: string }): Promise<PagerDutySetup> {
  try {
    return await readPagerDutySetup(where);
  } catch (error) {
    if (!(error instanceof ScheduleError)) throw error;
    throw new ConfigError(`--from-pagerduty: ${error.message}`, 'Nothing was written.');
  }
}
