import type { IncomingMessage } from 'node:http';
import { BusyError } from '../errors.ts';

/**
 * The largest body a sender may send, in bytes; a route may take more from senders it knows. Slack's largest are views
 * of 250 kB. A message of Teams has 100 KB and comes twice when it is saved as evidence.
 */
export const bodyLimit = 1024 * 1024;

/** When a sender goes on after the refusal, the connection is cut after this many times the limit. */
const patience = 4;

/** A count of the bytes of bodies that are held at once. Many large bodies at a time are more than any one of them. */
export interface HeldBytes {
  /** The bytes held by one request. `take` is false when there is no room; `free` gives them all back. */
  slip(): { take(bytes: number): boolean; free(): void };
}

/** @param most so many bytes may be held at once */
export function heldBytes(most: number): HeldBytes {
  let held = 0;
  return {
    slip() {
      let own = 0;
      return {
        take(bytes) {
          if (held + bytes > most) return false;
          held += bytes;
          own += bytes;
          return true;
        },
        free() {
          held -= own;
          own = 0;
        },
      };
    },
  };
}

/** When a sender goes on after there was no room, it is told to come back so soon. */
const comeBackAfter = 5;

/**
 * Reads a request's body. When the headers announce too many bytes, it is refused at once; when the length is unknown,
 * as soon as it passes the limit. The bytes that still arrive are thrown away, because a connection that is cut at once
 * loses the answer too.
 * @param slip counts what is held; whoever makes it frees it
 * @returns undefined when the body is too large; answer 413
 * @throws the connection's error when the sender goes away; BusyError when too much is held already
 */
export function readBody(
  req: IncomingMessage,
  limit = bodyLimit,
  slip?: ReturnType<HeldBytes['slip']>,
): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    let parts: Buffer[] = [];
    let size = 0;
    let over = false;
    const drop = () => {
      over = true;
      parts = [];
      slip?.free();
    };
    if (Number(req.headers['content-length']) > limit) resolve(undefined);
    req.on('data', (part: Buffer) => {
      size += part.length;
      if (size > limit * patience) req.destroy();
      if (over) return;
      if (size <= limit) {
        if (slip === undefined || slip.take(part.length)) return parts.push(part);
        drop();
        return reject(new BusyError('Too many bodies are being read', comeBackAfter));
      }
      drop();
      resolve(undefined);
    });
    req.on('end', () => resolve(Buffer.concat(parts)));
    req.on('error', reject);
    req.on('close', () => {
      if (!req.complete) reject(new Error('the request broke off'));
    });
  });
}
