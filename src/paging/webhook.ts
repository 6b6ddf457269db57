import { createHmac } from 'node:crypto';
import { ConfigError } from '../errors.ts';
import type { PageRequest, Pager } from '../ports/pager.ts';
import { post } from './post.ts';

export interface WebhookOptions {
  url: string;
  /** The receiver has the same secret and checks the signature with it. */
  secret: string;
  /**
   * The signed time, in milliseconds. It is real time by default, because the receiver compares it with its own clock.
   */
  now?: () => number;
  fetch?: typeof fetch;
  /** Default 10 s. */
  timeoutMs?: number;
}

/**
 * Pages through any HTTP endpoint: JSON with the fields of a PageRequest, signed as `X-Airb-Signature: t=<unix
 * seconds>,v1=<hex HMAC-SHA256 of "t.body">`. `Idempotency-Key` is the dedup key for the page itself. For a later
 * action it is the dedup key followed by the action, so that an acknowledgement does not look like a repeated page.
 * @throws ConfigError when the address is not http(s) or the secret is empty
 */
export function webhookPager(options: WebhookOptions): Pager {
  const { secret, now = Date.now, fetch: send = fetch, timeoutMs = 10_000 } = options;
  const url = checked(options.url);
  if (secret === '') throw new ConfigError('The paging webhook needs a secret to sign with.');
  return {
    route: 'webhook',
    send: (request) => {
      const body = JSON.stringify(bodyOf(request));
      const headers = {
        'x-airb-signature': signatureOf(body, secret, Math.floor(now() / 1000)),
        'idempotency-key': keyOf(request),
      };
      return post({ route: 'webhook', url, headers, body, secrets: [secret], fetch: send, timeoutMs });
    },
  };
}

/** @param at unix seconds */
function signatureOf(body: string, secret: string, at: number): string {
  return `t=${at},v1=${createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')}`;
}

function keyOf({ dedupKey, action }: PageRequest): string {
  const key = encodeURI(dedupKey);
  return action === 'trigger' ? key : `${key}/${action}`;
}

function bodyOf(request: PageRequest): Record<string, unknown> {
  const { action, dedupKey, incident, level, severity, people, summary, link, details } = request;
  return { version: 1, action, dedupKey, incident, level, severity, people, summary, link, details };
}

function checked(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol === 'http:' || parsed?.protocol === 'https:') return parsed.href;
  throw new ConfigError('The address of the paging webhook must start with http:// or https://.');
}
