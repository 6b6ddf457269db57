/**
 * Commands of the grammar that are still to come, with what does the same work today. None of them sends anybody to
 * `rollback`, `cancel`, `declare` or `resolve`: whoever writes one of these words did not ask for that.
 */
export const notYet: ReadonlyMap<string, string> = new Map([
  ['action', 'Write `/airb note action: <what and who>`; the postmortem has it from the timeline.'],
  ['drill', '`airb demo` in a terminal plays an incident to practise on.'],
]);

/** Words that belong to another command, with how they are written there. */
export const elsewhere: ReadonlyMap<string, string> = new Map([
  ['who', '`/airb help who` says who may do what; `/airb status` says who was paged and who decides.'],
  [
    'break-glass',
    'It stands behind another word: `/airb role commander break-glass <why>`, or `/airb approve <part> break-glass <why>`.',
  ],
]);
