import type { Config } from '../config.ts';
import type { PersonId } from '../domain/people.ts';
import type { Way } from '../domain/response/reach.ts';
import { calendarAddress } from '../web/calendar-token.ts';
import { hasSandbox } from './settings.ts';

type Configured = Pick<Config, 'slack' | 'teams' | 'pagerduty' | 'pageWebhook' | 'smtp' | 'ntfy'>;

/** The ways to page somebody that the settings configure. The sandbox plays a Slack. */
export function waysOf(config: Configured): Way[] {
  const { slack, teams, pagerduty, pageWebhook, smtp, ntfy } = config;
  return [
    ...(slack || hasSandbox(config) ? [{ route: 'slack', needs: 'slack' as const }] : []),
    ...(teams?.app ? [{ route: 'teams', needs: 'teams' as const }] : []),
    ...(smtp ? [{ route: 'smtp', needs: 'email' as const }] : []),
    ...(pagerduty ? [{ route: 'pagerduty' }] : []),
    ...(pageWebhook ? [{ route: pageWebhook.preset ?? 'webhook' }] : []),
    ...(ntfy ? [{ route: 'ntfy' }] : []),
  ];
}

/** The same ways, where Slack says of some people that their account is deactivated. */
export function withGone(ways: Way[], gone: ReadonlySet<PersonId>): Way[] {
  return ways.map((way) => (way.needs === 'slack' && gone.size > 0 ? { ...way, gone } : way));
}

/** The address of a rotation's calendar; undefined where no token opens anything. */
export function calendarIn(
  config: Pick<Config, 'apiToken' | 'publicUrl'> | undefined,
  rotation: string,
): string | undefined {
  return config?.apiToken && calendarAddress(config.publicUrl, config.apiToken, rotation);
}
