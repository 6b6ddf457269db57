import { type Instant, minute, second } from '../domain/time.ts';
import { headerIn, isSigned, listIn } from './hmac.ts';
import type { Authentication } from './source.ts';

/** A signature older or younger than this is not taken: who overheard it could send it again. */
const window = 5 * minute;

/**
 * One header with the time and the signatures: `t=1739801400,v1=<hex>[,v1=<hex>]`, or `s=` in place of `v1=`. What is
 * signed is the time as it was written, the separator and the raw body.
 * @param separator what stands between time and body: a point for Langfuse, nothing for others
 */
export function stampedHex({ header, separator }: { header: string; separator: string }): Authentication {
  return {
    needs: 'body',
    how: `sign time and body with it, as t=…,v1=… in ${header}`,
    check({ headers, body, now }, secrets) {
      const given = headerIn(headers, header);
      if (given === '') return `The request carries no ${header} header.`;
      const pairs = listIn(given, ',');
      const time = valuesOf(pairs, ['t'])[0] ?? '';
      const shown = valuesOf(pairs, ['v1', 's']);
      if (time === '' || shown.length === 0) return `${header} is not written t=…,v1=….`;
      if (!isSigned(shown, { secrets, signed: [`${time}${separator}`, body ?? ''] }))
        return `${header} is not the signature of this body with the secret set here.`;
      return staleness(time, now);
    },
  };
}

/**
 * Standard Webhooks (standardwebhooks.com): `webhook-id`, `webhook-timestamp`, and base64 signatures with blanks between in
 * `webhook-signature`. A secret written `whsec_…` is base64 of the key; any other is the key as it stands.
 */
export const standardWebhooks: Authentication = {
  needs: 'body',
  how: 'sign with it as Standard Webhooks do, in webhook-signature',
  check({ headers, body, now }, secrets) {
    const [id, time, given] = ['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) =>
      headerIn(headers, name),
    );
    if (!id || !time || !given)
      return 'The request lacks one of webhook-id, webhook-timestamp and webhook-signature.';
    const shown = listIn(given, /\s+/)
      .filter((one) => one.startsWith('v1,'))
      .map((one) => one.slice('v1,'.length));
    if (shown.length === 0) return 'webhook-signature holds no signature that begins with v1,.';
    const keys = secrets.flatMap(keyOf);
    if (!isSigned(shown, { secrets: keys, signed: [`${id}.${time}.`, body ?? ''], as: 'base64' }))
      return 'webhook-signature is not the signature of this body with the secret set here.';
    return staleness(time, now);
  },
};

/** What base64 can't be read from gives no key, because anybody can sign with an empty one. */
function keyOf(secret: string): (string | Buffer)[] {
  if (!secret.startsWith('whsec_')) return [secret];
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  return key.length < 16 ? [] : [key];
}

function valuesOf(pairs: string[], names: string[]): string[] {
  return pairs.flatMap((pair) => {
    const at = pair.indexOf('=');
    return names.includes(pair.slice(0, at)) ? [pair.slice(at + 1)] : [];
  });
}

/** Said only of what is signed rightly: to others the time is no clue. */
export function staleness(time: string, now: Instant): string | undefined {
  const at = /^\d{1,12}$/.test(time) ? Number(time) * second : Number.NaN;
  if (Number.isNaN(at)) return 'The time it was signed at is not written in seconds since 1970.';
  const off = Math.abs(now - at);
  if (off <= window) return undefined;
  return `It was signed ${Math.round(off / minute)} min ${at < now ? 'ago' : 'ahead'}, and at most 5 min are taken. Is the clock right on both sides?`;
}
