import { createHash, timingSafeEqual } from 'node:crypto';
import type { Authentication } from './source.ts';

/** `Authorization: Bearer <secret>`, the one thing every alerting tool can send. */
export const bearer: Authentication = {
  needs: 'headers',
  check({ headers }, secret) {
    const { authorization = '' } = headers;
    const given = /^bearer /i.test(authorization) ? authorization.slice('bearer '.length).trim() : '';
    if (given === '') return 'The request carries no "Authorization: Bearer …" header.';
    return sameSecret(given, secret) ? undefined : 'The bearer secret is not the one set here.';
  },
};

/** Compares digests, so that neither content nor length of the secret shows in the time taken. */
function sameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
