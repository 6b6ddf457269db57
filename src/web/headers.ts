import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { stylesheet } from '../documents/style.ts';
import { liveScript } from './live/script.ts';

const styleHash = createHash('sha256').update(stylesheet).digest('base64');

const policy = (runs: string[]) =>
  [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    ...runs,
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');

const still = policy([]);
const alive = policy([`script-src '${liveScript.hash}'`, "connect-src 'self'"]);

/** Lets a page that keeps itself current run its one script, which asks nobody but airb. */
export function letRun(reply: FastifyReply): FastifyReply {
  return reply.header('content-security-policy', alive);
}

/** Sets the headers of everything this folder answers: no script ever runs, no frame, no referrer, no cache. */
export function guard(reply: FastifyReply): void {
  reply.headers({
    'content-security-policy': still,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  });
}
