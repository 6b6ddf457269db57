import type { Call, KillPlan, Side } from './calls.ts';

/** Dies at the first call of each kind going out, for those kinds. */
export function atFirstOfEach(kinds: readonly string[], side: Side): KillPlan {
  return (call) =>
    call.direction === 'out' && call.nth === 1 && kinds.includes(call.kind) ? side : undefined;
}

/** Dies at what comes in, at the first calls of each kind: the sides in turn, one for each call. */
export function atInputs(kinds: Readonly<Record<string, Side[]>>): KillPlan {
  return ({ direction, kind, nth }) => (direction === 'in' ? kinds[kind]?.[nth - 1] : undefined);
}

/** Dies at exactly these calls; labels as `labelOf` gives them. */
export function atCalls(labels: ReadonlyMap<string, Side>): KillPlan {
  return (call) => labels.get(labelOf(call));
}

/** `out post card #1`: the same call in every playing of the story. */
export function labelOf({ direction, kind, nth }: Call): string {
  return `${direction} ${kind} #${nth}`;
}

export const never: KillPlan = () => undefined;
