import { createHmac } from 'node:crypto';
import { DeliveryError } from '../errors.ts';
import { judgedFetch } from '../http/judged-fetch.ts';
import { call } from '../http/service.ts';
import type { Announcement, Publisher } from '../ports/publisher.ts';
import { linesOf, plainLine } from './card-text.ts';
import type { AddresseeOf } from './email.ts';
import { zoned } from './zoned.ts';

export interface AudienceWebhookOptions {
  /** The receiver has the same secret and checks the signature with it. */
  secret: string;
  addresseeOf: AddresseeOf<'webhook'>;
  /** The signed time in milliseconds; real time by default, because the receiver compares it with its own clock. */
  now?: () => number;
  /** Judges where an address leads. */
  fetch?: typeof fetch;
  timeoutMs?: number;
}

/**
 * Tells any program: JSON, signed as pages are, `X-Airb-Signature: t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body">`.
 * `Idempotency-Key` is the same for every repeat, so a repeat is safe.
 */
export function webhookPublisher({
  secret,
  addresseeOf,
  now = Date.now,
  fetch: send = judgedFetch(),
  ...rest
}: AudienceWebhookOptions): Publisher {
  const service = {
    name: 'The webhook',
    headers: {},
    secrets: [secret],
    setting: 'AIRB_AUDIENCE_WEBHOOK_SECRET',
    fetch: send,
    ...rest,
  };
  return {
    by: 'webhook',
    async publish(announcement) {
      const to = addresseeOf(announcement);
      if (to === undefined) throw nowhere(announcement);
      const body = JSON.stringify(bodyOf(announcement, to.zone));
      const at = Math.floor(now() / 1000);
      const signature = createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
      const headers = {
        'x-airb-signature': `t=${at},v1=${signature}`,
        'idempotency-key': encodeURI(announcement.key),
      };
      const { url } = to.destination;
      await call(service, { method: 'POST', url, body, headers, repeatable: true });
      return { thread: announcement.thread ?? announcement.key };
    },
  };
}

/** Numbers of ours and links are for colleagues. */
function bodyOf({ incident, audience, key, thread, publication }: Announcement, zone: string) {
  const { stage, form, subject, card, status, automatic, at, openedAt, link } = publication;
  const lines = linesOf(card, zoned(zone, at));
  return {
    version: 1,
    key,
    thread: thread ?? key,
    audience,
    stage,
    form,
    status,
    automatic,
    at: new Date(at).toISOString(),
    openedAt: new Date(openedAt).toISOString(),
    title: subject,
    text: lines.map(plainLine).join('\n'),
    ...(form === 'internal' && { incident, ...(link !== undefined && { link }) }),
  };
}

function nowhere({ audience }: Announcement): DeliveryError {
  return new DeliveryError(
    `organization.yaml has no webhook audience “${audience}” any more, so it was not told.`,
    {
      retry: false,
      code: `webhook_nowhere:${audience}`,
    },
  );
}
