import type { Call, KillPlan, Side } from './calls.ts';

/** Dies at the first call of each kind going out, for those kinds. */
export function atFirstOfEach(kinds: readonly string[], side: Side): KillPlan {
  return (call) =>
    call.direction === 'out' && call.nth === 1 && kinds.includes(call.kind) ? side : undefined;
}

const sides: Side[] = ['before', 'during', 'after'];

/** Dies at what comes in, of each kind once on each side, at the earliest calls there are. */
export function atInputs(kinds: readonly string[]): KillPlan {
  return ({ direction, kind, nth }) =>
    direction === 'in' && kinds.includes(kind) ? sides[nth - 1] : undefined;
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
