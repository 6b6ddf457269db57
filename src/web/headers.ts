import { createHash } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { stylesheet } from '../documents/style.ts';

const styleHash = createHash('sha256').update(stylesheet).digest('base64');

const policy = [
  "default-src 'none'",
  `style-src 'sha256-${styleHash}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/** Sets the headers of everything this folder answers: no script ever runs, no frame, no referrer, no cache. */
export function guard(reply: FastifyReply): void {
  reply.headers({
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  });
}
