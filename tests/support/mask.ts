import { createHash } from 'node:crypto';
import { createMask } from '../../src/flow/masked.ts';
import { masking } from '../../src/redaction/masking.ts';

/** sha-256, hex. */
export function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** The mask the program has. */
export const mask = createMask({ masking, hash });
