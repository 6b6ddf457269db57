import type { IncomingMessage } from 'node:http';

/**
 * The largest body any sender may have, in bytes. Slack's largest are views of 250 kB, a message of Teams has 100 KB
 * and comes twice when it is handed over as evidence, and Alertmanager is told to send fewer alerts at once.
 */
export const bodyLimit = 1024 * 1024;

/** A sender that has not heard its refusal may go on for this many limits before the connection is cut. */
const patience = 4;

/**
 * Reads a request's body. One that is announced as too large is refused by its headers; one of unknown length as soon
 * as it passes the limit. What still arrives is thrown away, because a connection that is cut at once takes the
 * answer with it.
 * @returns undefined when the body is too large; answer 413
 * @throws what the connection fails with when the sender goes away
 */
export function readBody(req: IncomingMessage, limit = bodyLimit): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    let parts: Buffer[] = [];
    let size = 0;
    if (Number(req.headers['content-length']) > limit) resolve(undefined);
    req.on('data', (part: Buffer) => {
      size += part.length;
      if (size <= limit) return parts.push(part);
      parts = [];
      resolve(undefined);
      if (size > limit * patience) req.destroy();
    });
    req.on('end', () => resolve(Buffer.concat(parts)));
    req.on('error', reject);
    req.on('close', () => reject(new Error('the request broke off')));
  });
}
