import { bearerIn, sameSecret } from '../http/secrets.ts';
import type { Authentication } from './source.ts';

/** `Authorization: Bearer <secret>`, the one thing every alerting tool can send. */
export const bearer: Authentication = {
  needs: 'headers',
  how: 'send it as "Authorization: Bearer <secret>"',
  check({ headers }, secrets) {
    const given = bearerIn(headers);
    if (given === '') return 'The request carries no "Authorization: Bearer …" header.';
    return isOneOf(given, secrets) ? undefined : 'The bearer secret is not the one set here.';
  },
};

/** A bearer secret, or the same as the last part of the address, for tools that can send no header of one's own. */
export const bearerOrPath: Authentication = {
  needs: 'headers',
  inPath: true,
  how: 'send it as "Authorization: Bearer <secret>", or as the last part of the address',
  check(request, secrets) {
    const { pathSecret } = request;
    if (pathSecret === undefined) return bearer.check(request, secrets);
    return isOneOf(pathSecret, secrets)
      ? undefined
      : 'The secret at the end of the address is not the one set here.';
  },
};

/** Compares with every secret, so that the time does not tell which of them it was. */
function isOneOf(given: string, secrets: readonly string[]): boolean {
  return secrets.filter((secret) => sameSecret(given, secret)).length > 0;
}
