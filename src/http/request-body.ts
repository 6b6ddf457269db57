import type { IncomingMessage } from 'node:http';

/**
 * The largest body any sender may send, in bytes. Slack's largest are views of 250 kB. A message of Teams has 100 KB
 * and comes twice when it is saved as evidence. Alertmanager is told to send fewer alerts at once.
 */
export const bodyLimit = 1024 * 1024;

/** When a sender goes on after the refusal, the connection is cut after this many times the limit. */
const patience = 4;

/**
 * Reads a request's body. When the headers announce too many bytes, it is refused at once; when the length is unknown,
 * as soon as it passes the limit. The bytes that still arrive are thrown away, because a connection that is cut at once
 * loses the answer too.
 * @returns undefined when the body is too large; answer 413
 * @throws the connection's error when the sender goes away
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
