import { createHash } from 'node:crypto';

/**
 * A short text that stands for a value, the same for the same value: it tells a redelivery from a second try, and a
 * redrawn block from the one before. It holds nothing of the value, which may be long and anybody's.
 */
export function digest(value: unknown, length = 16): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, length);
}
