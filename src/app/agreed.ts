import type { Seal } from '../domain/chat/seal.ts';
import { ConfigError } from '../errors.ts';
import type { Joined } from '../ports/serving.ts';
import type { Settings } from './settings.ts';

const sandbox = 'sandbox';

/**
 * What all replicas must have alike, by the name of its setting: otherwise one would speak in another workspace, page
 * with another key than it calls off with, or refuse the buttons of the others. What only turns senders away, such as
 * the secret of a source, may differ while it is being changed.
 */
export function agreedOn(settings: Settings, seal: Pick<Seal, 'mark'>): Record<string, string> {
  if (settings.sandbox) return { [sandbox]: settings.sandbox.keys.botToken };
  const { slack, teams, pagerduty, pageWebhook, smtp, ntfy, prometheusUrl } = settings;
  const { statuspage, instatus, audienceWebhook, langfuse, langsmith, braintrust } = settings;
  const given = {
    [sandbox]: undefined,
    AIRB_SEAL_KEY: seal.mark(['what replicas agree on']),
    SLACK_BOT_TOKEN: slack?.botToken,
    SLACK_API_URL: slack?.apiUrl,
    TEAMS_APP_ID: teams?.app?.id,
    TEAMS_TENANT_ID: teams?.app?.tenant,
    TEAMS_ROOMS: teams?.rooms,
    PAGERDUTY_ROUTING_KEY: pagerduty?.routingKey,
    PAGERDUTY_URL: pagerduty?.baseUrl,
    AIRB_PAGE_WEBHOOK_URL: pageWebhook?.url,
    AIRB_PAGE_WEBHOOK_PRESET: pageWebhook?.preset,
    SMTP_URL: smtp?.url,
    NTFY_URL: ntfy?.url,
    STATUSPAGE_API_KEY: statuspage?.key,
    STATUSPAGE_API_URL: statuspage?.url,
    INSTATUS_API_KEY: instatus?.key,
    INSTATUS_API_URL: instatus?.url,
    AIRB_AUDIENCE_WEBHOOK_SECRET: audienceWebhook?.secret,
    LANGFUSE_PUBLIC_KEY: langfuse?.publicKey,
    LANGSMITH_API_KEY: langsmith?.key,
    BRAINTRUST_API_KEY: braintrust?.key,
    BRAINTRUST_PROJECT: braintrust?.project,
    PROMETHEUS_URL: prometheusUrl,
  };
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, value ?? '']));
}

/** Why this process can't serve beside the others. */
export function refusalOf([first]: Joined['disagreeing']): ConfigError | undefined {
  if (first === undefined) return undefined;
  const { name, label } = first;
  if (name === sandbox)
    return new ConfigError(
      `A sandbox plays its chat within one process, and ${label} serves these records already`,
      'Connect a chat on each replica, or give the sandbox records of its own.',
    );
  return new ConfigError(
    `${name}: not the same as ${label} has, which serves these records`,
    'Replicas share it: set it alike on each. To change it, stop all of them first.',
  );
}
