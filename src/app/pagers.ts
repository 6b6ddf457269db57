import type { Library } from '../domain/runbooks/runbook.ts';
import { ntfyPager } from '../paging/ntfy.ts';
import { pagerDuty } from '../paging/pagerduty.ts';
import { presetPager } from '../paging/preset.ts';
import { smtpPager } from '../paging/smtp.ts';
import { webhookPager } from '../paging/webhook.ts';
import type { Pager } from '../ports/pager.ts';
import type { Settings } from './settings.ts';

type Configured = Pick<Settings, 'pagerduty' | 'pageWebhook' | 'smtp' | 'ntfy'>;

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
