/** Words that belong to another command, with how they are written there. */
export const elsewhere: ReadonlyMap<string, string> = new Map([
  ['who', '`/airb help who` says who may do what; `/airb status` says who was paged and who decides.'],
  [
    'break-glass',
    'It stands behind another word: `/airb role commander break-glass <why>`, or `/airb approve <part> break-glass <why>`.',
  ],
]);
