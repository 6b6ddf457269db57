import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { sameSecret } from '../http/secrets.ts';
import type { Authentication } from './source.ts';

/**
 * A hex HMAC-SHA256 of the raw body in a header: bare (LaunchDarkly), behind `sha256=` (GitHub), or a list of `v1=` with
 * commas between (PagerDuty), of which one has to be right.
 * @param prefix what stands before the hex digits
 */
export function hmacHex({ header, prefix = '' }: { header: string; prefix?: string }): Authentication {
  return {
    needs: 'body',
    how: `sign the body with it, as hex HMAC-SHA256 in ${header}`,
    check({ headers, body }, secrets) {
      const given = headerIn(headers, header);
      if (given === '') return `The request carries no ${header} header.`;
      const shown = listIn(given, ',')
        .filter((one) => one.startsWith(prefix))
        .map((one) => one.slice(prefix.length));
      if (shown.length === 0) return `${header} holds no signature that begins with ${prefix}.`;
      return isSigned(shown, { secrets, signed: [body ?? ''] })
        ? undefined
        : `${header} is not the signature of this body with the secret set here.`;
    },
  };
}

/** A signature is a few dozen characters, and a sender changing its secret shows two. */
const most = 10;

/** The parts of a header that may hold several signatures. */
export function listIn(text: string, between: string | RegExp): string[] {
  return text
    .split(between)
    .map((one) => one.trim())
    .slice(0, most);
}

/** A header as text; empty where it is missing. */
export function headerIn(headers: IncomingHttpHeaders, name: string): string {
  const given = headers[name.toLowerCase()];
  return (Array.isArray(given) ? given.join(',') : (given ?? '')).trim();
}

/**
 * True when one of the signatures is that of one of the secrets. All are compared, each in constant time.
 * @param signed the parts that were signed, one after the other
 */
export function isSigned(
  shown: readonly string[],
  {
    secrets,
    signed,
    as = 'hex',
  }: { secrets: readonly (string | Buffer)[]; signed: readonly (string | Buffer)[]; as?: 'hex' | 'base64' },
): boolean {
  const right = secrets.map((secret) => {
    const mac = createHmac('sha256', secret);
    for (const part of signed) mac.update(part);
    return mac.digest(as);
  });
  const given = as === 'hex' ? shown.map((one) => one.toLowerCase()) : shown;
  return given.flatMap((one) => right.filter((other) => sameSecret(one, other))).length > 0;
}
