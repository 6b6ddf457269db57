import { createHash } from 'node:crypto';
import type { Severity } from '../domain/people.ts';
import { ConfigError } from '../errors.ts';
import { isRecord } from '../http/json.ts';
import type { PageRequest, Pager } from '../ports/pager.ts';
import { post } from './post.ts';

export interface PagerDutyOptions {
  /** Integration key of an Events API v2 integration. */
  routingKey: string;
  /** Default `https://events.pagerduty.com`; accounts in the EU region use `https://events.eu.pagerduty.com`. */
  baseUrl?: string;
  fetch?: typeof fetch;
  /** Default 10 s. */
  timeoutMs?: number;
}

/** Limits of the Events API v2 (PagerDuty/developer-docs, events-API-v2). */
const limits = { summary: 1024, dedupKey: 255, detail: 1000, details: 50 };

const severityWords: Record<Severity, string> = {
  sev1: 'critical',
  sev2: 'error',
  sev3: 'warning',
  sev4: 'info',
};

/**
 * Pages through PagerDuty Events API v2. The service behind the routing key decides whose phone rings; the details name
 * the people airb means. A 202 says "accepted", not "somebody was paged".
 * @throws ConfigError when the base address is not a URL
 */
export function pagerDuty(options: PagerDutyOptions): Pager {
  const base = options.baseUrl ?? 'https://events.pagerduty.com';
  if (!URL.canParse(base)) throw new ConfigError(`The PagerDuty address "${base}" is not a URL.`);
  const url = `${base.replace(/\/+$/, '')}/v2/enqueue`;
  const { routingKey, fetch: send = fetch, timeoutMs = 10_000 } = options;
  return {
    route: 'pagerduty',
    send: (request) =>
      post({
        route: 'pagerduty',
        url,
        headers: {},
        body: JSON.stringify(eventOf(request, routingKey)),
        secrets: [routingKey],
        confirms: saysSuccess,
        fetch: send,
        timeoutMs,
      }),
  };
}

/** `{"status":"success", …}`: every event that was taken is answered so. */
function saysSuccess(json: unknown): boolean {
  return isRecord(json) && json.status === 'success';
}

function eventOf(request: PageRequest, routingKey: string): Record<string, unknown> {
  const event = {
    routing_key: routingKey,
    event_action: request.action,
    dedup_key: shortKey(request.dedupKey),
  };
  if (request.action !== 'trigger') return event;
  const payload = {
    summary: cut(request.summary, limits.summary) || `Incident ${request.incident}`,
    source: 'airb',
    severity: severityWords[request.severity],
    custom_details: detailsOf(request),
  };
  if (request.link === undefined) return { ...event, client: 'airb', payload };
  const links = [{ href: request.link, text: `Incident ${request.incident}` }];
  return { ...event, client: 'airb', client_url: request.link, payload, links };
}

function detailsOf(request: PageRequest): Record<string, string> {
  const own = Object.entries(request.details)
    .slice(0, limits.details)
    .map(([name, value]) => [name, cut(value, limits.detail)] as const);
  return {
    ...Object.fromEntries(own),
    incident: String(request.incident),
    escalation_level: String(request.level),
    paged: cut(request.people.map((person) => person.name).join(', '), limits.detail),
  };
}

/** Shortens a long key: the start stays for people, and a digest keeps it different from others. */
function shortKey(key: string): string {
  if (key.length <= limits.dedupKey) return key;
  return `${key.slice(0, 190)}-${createHash('sha256').update(key).digest('hex')}`;
}

function cut(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}
