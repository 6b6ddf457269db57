import { alertSources } from '../../alerts/sources.ts';
import type { Config } from '../../config.ts';
import { type Check, isReal } from './check.ts';

/** Ways in and out that only a setting opens: paging, alerts, pages. In the sandbox each has a stand-in. */
export function checkReach(config: Config): Check[] {
  return [paging(config), alerts(config), pages(config), ...address(config), ...messagingEndpoint(config)];
}

function paging(config: Config): Check {
  const { pagerduty, pageWebhook, smtp, ntfy } = config;
  const routes = [
    ...(pagerduty ? ['PagerDuty'] : []),
    ...(pageWebhook ? [pageWebhook.preset ?? 'webhook'] : []),
    ...(smtp ? ['e-mail'] : []),
    ...(ntfy ? ['ntfy'] : []),
  ];
  if (routes.length > 0 || !isReal(config)) {
    return { check: 'paging', state: 'ok', what: ['chat', ...routes].join(', ') };
  }
  return {
    check: 'paging',
    state: 'missing',
    what: 'none of PAGERDUTY_ROUTING_KEY, AIRB_PAGE_WEBHOOK_URL, SMTP_URL and NTFY_URL is set',
    cost: 'pages are direct messages only, which wake nobody and fail when chat does',
    fix: 'Set one of them',
  };
}

function alerts(config: Config): Check {
  const sources = alertSources.map(({ name }) => name).filter((name) => config.sourceSecrets[name]);
  if (sources.length > 0 || !isReal(config)) {
    return {
      check: 'alerts',
      state: 'ok',
      what: sources.length > 0 ? sources.join(', ') : 'from the sandbox',
    };
  }
  return {
    check: 'alerts',
    state: 'missing',
    what: 'neither AIRB_ALERTMANAGER_SECRET nor the secret of another source is set',
    cost: 'every webhook is answered 401',
    fix: 'Set the one your alerts come from; docs/sources.md lists them',
  };
}

function pages(config: Config): Check {
  if (config.apiToken !== undefined)
    return { check: 'pages', state: 'ok', what: 'open to who has AIRB_API_TOKEN' };
  if (!isReal(config)) {
    return { check: 'pages', state: 'ok', what: 'open on this machine; /api needs AIRB_API_TOKEN' };
  }
  return {
    check: 'pages',
    state: 'missing',
    what: 'AIRB_API_TOKEN is not set',
    cost: '/incidents and /api stay closed, so people outside chat see nothing',
    fix: 'Set it to a long random text',
  };
}

/** Links in messages lead to AIRB_PUBLIC_URL; on loopback they lead each reader to their own machine. */
function address(config: Config): Check[] {
  const { hostname } = new URL(config.publicUrl);
  const loopback = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
  if (!isReal(config) || !loopback) return [];
  const what = `AIRB_PUBLIC_URL is ${config.publicUrl}`;
  const cost = 'links in messages lead nowhere for anybody else';
  return [
    { check: 'pages', state: 'missing', what, cost, fix: 'Set it to the address people reach airb at' },
  ];
}

/** Teams has no other way in than an address of https; what ends TLS may stand before airb. */
function messagingEndpoint({ teams, publicUrl }: Config): Check[] {
  if (!teams?.app || publicUrl.startsWith('https:')) return [];
  return [
    {
      check: 'chat',
      state: 'missing',
      what: `AIRB_PUBLIC_URL is ${publicUrl}`,
      cost: 'Teams posts to an https address alone, so nothing said or pressed there arrives',
      fix: 'Set it to the https address whose /api/messages is the messaging endpoint of the Azure Bot',
    },
  ];
}
