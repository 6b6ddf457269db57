import { pagerDuty } from '../paging/pagerduty.ts';
import { webhookPager } from '../paging/webhook.ts';
import type { Pager } from '../ports/pager.ts';
import type { Settings } from './settings.ts';

/** The ways to page somebody besides chat. */
export function pagersOf({ pagerduty, pageWebhook }: Pick<Settings, 'pagerduty' | 'pageWebhook'>): Pager[] {
  return [...(pagerduty ? [pagerDuty(pagerduty)] : []), ...(pageWebhook ? [webhookPager(pageWebhook)] : [])];
}

/** Names of all ways to page, as runbook files and people at the terminal know them. */
export function pageRoutes(pagers: Pager[]): string[] {
  return ['chat', ...pagers.map(({ route }) => route)];
}
