import { createHash } from 'node:crypto';

/**
 * A short text that stands for a value; equal values give equal texts. It tells a redelivery from a second try, and a
 * redrawn block from the one before. It reveals nothing of the value, which may be long and private.
 */
export function digest(value: unknown, length = 16): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, length);
}
