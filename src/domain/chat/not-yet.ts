/**
 * Commands of the grammar that are still to come, with what does the same work today. None of them sends anybody to
 * `rollback`, `cancel`, `declare` or `resolve`: whoever writes one of these words did not ask for that.
 */
export const notYet: ReadonlyMap<string, string> = new Map([
  ['report', 'The page `/incidents` and `airb incidents` in a terminal list what happened.'],
  [
    'fallback',
    'Where the system file names one, its button is on the card. Else switch it by hand, then write `/airb change flag <what is off now>`, so that it stands among the changes.',
  ],
  ['reopen', 'Write `/airb note <what came back>`, so that it stands on the timeline of this incident.'],
  ['freeze', 'Ask for it in the channel, and keep who agreed with `/airb note <what is frozen>`.'],
  ['escalate', 'Write `/airb severity <sev1–sev4> <why>`: paging and updates follow the severity.'],
  ['merge', 'Write `/airb note same as #<number>` in both, and go on in one of the two channels.'],
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
