import type { Config } from '../config.ts';
import type { Library } from '../domain/runbooks/runbook.ts';
import { ntfyPager } from '../paging/ntfy.ts';
import { pagerDuty } from '../paging/pagerduty.ts';
import { type EmailOf, pagerDutyUsers } from '../paging/pagerduty-users.ts';
import { pagerDutyWebhook } from '../paging/pagerduty-webhook.ts';
import { presetPager } from '../paging/preset.ts';
import { smtpPager } from '../paging/smtp.ts';
import { webhookPager } from '../paging/webhook.ts';
import type { Pager } from '../ports/pager.ts';

type Configured = Pick<Config, 'pagerduty' | 'pageWebhook' | 'smtp' | 'ntfy'>;

/** Pagers that tell what was answered there. */
export const pagingSources = [pagerDutyWebhook];

/** Asks PagerDuty who somebody is, where a token for it is set. */
export function emailsOf({ pagerdutyApi }: Pick<Config, 'pagerdutyApi'>): EmailOf {
  return pagerdutyApi ? pagerDutyUsers(pagerdutyApi) : async () => undefined;
}

/**
 * The ways to page somebody besides chat.
 * @param library the files of the moment, for people's addresses
 */
export function pagersOf(
  { pagerduty, pageWebhook, smtp, ntfy }: Configured,
  library: () => Library,
): Pager[] {
  const addressOf = (id: string) => library().organization.people.find((one) => one.id === id)?.email;
  return [
    ...(pagerduty ? [pagerDuty(pagerduty)] : []),
    ...(pageWebhook ? [webhookOf(pageWebhook, addressOf)] : []),
    ...(smtp ? [smtpPager({ ...smtp, addressOf })] : []),
    ...(ntfy ? [ntfyPager(ntfy)] : []),
  ];
}

function webhookOf(
  { preset, ...rest }: NonNullable<Configured['pageWebhook']>,
  addressOf: (id: string) => string | undefined,
): Pager {
  return preset ? presetPager({ ...rest, preset, addressOf }) : webhookPager(rest);
}

/** Names of all ways to page, as runbook files and people at the terminal know them. */
export function pageRoutes(pagers: Pager[]): string[] {
  return ['chat', ...pagers.map(({ route }) => route)];
}
