import { createHash } from 'node:crypto';
import { createMask } from '../../src/flow/masked.ts';
import { masking } from '../../src/redaction/masking.ts';

/** The mask the program has. */
export const mask = createMask({
  masking,
  hash: (text) => createHash('sha256').update(text).digest('hex'),
});
