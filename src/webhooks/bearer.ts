import { bearerIn, sameSecret } from '../http/secrets.ts';
import type { Authentication } from './source.ts';

/** `Authorization: Bearer <secret>`, the one thing every alerting tool can send. */
export const bearer: Authentication = {
  needs: 'headers',
  check({ headers }, secret) {
    const given = bearerIn(headers);
    if (given === '') return 'The request carries no "Authorization: Bearer …" header.';
    return sameSecret(given, secret) ? undefined : 'The bearer secret is not the one set here.';
  },
};
