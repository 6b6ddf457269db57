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

/**
 * A bearer secret, or the same as the last part of the address, for tools that can send no header of one's own.
 * @param options.query a name that may carry it behind the question mark, where the tool's own senders write it so
 */
export function shared({ query: name }: { query?: string } = {}): Authentication {
  const also = name === undefined ? '' : `, as ?${name}=…`;
  return {
    needs: 'headers',
    inPath: true,
    how: `send it as "Authorization: Bearer <secret>"${also}, or as the last part of the address`,
    check(request, secrets) {
      const { pathSecret, query } = request;
      const asked = name === undefined ? undefined : (query?.get(name) ?? undefined);
      const shown = pathSecret ?? asked;
      if (shown === undefined) return bearer.check(request, secrets);
      const where = pathSecret === undefined ? `in ?${name}=…` : 'at the end of the address';
      return isOneOf(shown, secrets) ? undefined : `The secret ${where} is not the one set here.`;
    },
  };
}

export const bearerOrPath = shared();

/** Compares with every secret, so that the time does not tell which of them it was. */
function isOneOf(given: string, secrets: readonly string[]): boolean {
  return secrets.filter((secret) => sameSecret(given, secret)).length > 0;
}
