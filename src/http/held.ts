import type { IncomingMessage, ServerResponse } from 'node:http';
import { bodyLimit } from './request-body.ts';

/** Bytes of bodies that may be under way at once, in all requests together. */
const most = 64 * 1024 * 1024;

/**
 * Bounds the memory that bodies can take: each request reserves as many bytes as it announces, or where it doesn't say
 * as many as any may have, until it is answered.
 * @returns a function that reserves for a request; false when there is no room for it now
 */
export function createReserve(limit = most): (req: IncomingMessage, res: ServerResponse) => boolean {
  let held = 0;
  return ({ headers }, res) => {
    const bytes = announced(headers);
    if (bytes === 0) return true;
    if (held + bytes > limit) return false;
    held += bytes;
    res.once('close', () => {
      held -= bytes;
    });
    return true;
  };
}

function announced(headers: IncomingMessage['headers']): number {
  if (headers['transfer-encoding'] !== undefined) return bodyLimit;
  return Math.min(Number(headers['content-length'] ?? 0), bodyLimit);
}
