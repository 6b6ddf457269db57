import { createHmac } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import type { Context, DeliveryRecord } from '../context.ts';
import { record } from '../context.ts';

/** Slack waits this long for an answer before it tells the person that the app did not respond. */
const patienceMs = 3000;

export interface Parcel {
  /** What it is, for the journal: `event`, `command`, `block_actions`. */
  kind: string;
  contentType: 'application/json' | 'application/x-www-form-urlencoded';
  body: string;
  /** The same content for a reader of the journal. */
  content: unknown;
  retry?: { num: number; reason: string };
}

export type Delivered =
  | { outcome: 'answered'; status: number; body: string; contentType: string; noRetry: boolean }
  | { outcome: 'http_timeout' | 'connection_failed' };

/** Headers that prove a request came from this workspace; docs.slack.dev/authentication/verifying-requests-from-slack. */
export function signature(secret: string, body: string, unixSeconds: number): Record<string, string> {
  const digest = createHmac('sha256', secret).update(`v0:${unixSeconds}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': String(unixSeconds), 'x-slack-signature': `v0=${digest}` };
}

/** Sends one signed request to the bot. Never throws: every failure is an outcome, and is recorded. */
export function send(ctx: Context, parcel: Parcel): Promise<Delivered> {
  const started = performance.now();
  const work = request(ctx, parcel).then((result) => {
    record<DeliveryRecord>(ctx.journal.deliveries, {
      at: Date.now(),
      clockAt: ctx.now(),
      kind: parcel.kind,
      body: parcel.content,
      retry: parcel.retry?.num ?? 0,
      outcome: result.outcome,
      ...(result.outcome === 'answered' ? { status: result.status, answer: result.body } : {}),
      ms: Math.round(performance.now() - started),
    });
    return result;
  });
  ctx.inFlight.add(work);
  void work.finally(() => ctx.inFlight.delete(work));
  return work;
}

async function request(ctx: Context, parcel: Parcel): Promise<Delivered> {
  if (!ctx.bot.slackUrl) return { outcome: 'connection_failed' };
  const retry = parcel.retry && {
    'x-slack-retry-num': String(parcel.retry.num),
    'x-slack-retry-reason': parcel.retry.reason,
  };
  try {
    const response = await fetch(ctx.bot.slackUrl, {
      method: 'POST',
      headers: {
        'content-type': parcel.contentType,
        'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
        ...signature(ctx.signingSecret, parcel.body, Math.floor(Date.now() / 1000)),
        ...retry,
      },
      body: parcel.body,
      signal: AbortSignal.timeout(patienceMs),
    });
    return {
      outcome: 'answered',
      status: response.status,
      body: await response.text(),
      contentType: response.headers.get('content-type') ?? '',
      noRetry: response.headers.get('x-slack-no-retry') === '1',
    };
  } catch (error) {
    const late = error instanceof DOMException && error.name === 'TimeoutError';
    return { outcome: late ? 'http_timeout' : 'connection_failed' };
  }
}
