import { systemClock } from '../clock.ts';
import { createMask } from '../flow/masked.ts';
import { createRedact, type Redact } from '../flow/redact.ts';
import { createStates } from '../flow/states.ts';
import type { Store } from '../ports/store.ts';
import { masking } from '../redaction/masking.ts';
import { hash } from './drafts.ts';

/** Redaction in records that are open, for a verb; a running airb sends what follows from it with its next sweep. */
export function redactIn(store: Store): Redact {
  const mask = createMask({ masking, hash });
  return createRedact({ store, clock: systemClock, states: createStates(), mask, hash });
}
