/** What people type when they want something that is a button, or is called something else. */
const answers: [words: string[], answer: string][] = [
  [['who'], '`/airb help who` says who may do what; `/airb status` says who was paged and who decides.'],
  [
    ['break-glass'],
    'It stands behind another word: `/airb role commander break-glass <why>`, or `/airb approve <part> break-glass <why>`.',
  ],
  [
    ['stop', 'kill', 'off', 'turn', 'switch', 'pause', 'disable', 'throttle', 'halt'],
    'What stops or slows the system is a button on the card, below “What changed”; `/airb fallback` and `/airb freeze` are commands as well. `/airb rollback stop` calls off a rollback that airb is still trying.',
  ],
  [['roll'], 'It is one word: `/airb rollback <part>`; alone, `/airb rollback` lists the parts.'],
  [
    ['undo', 'restore', 'back'],
    '`/airb rollback <part> to <version>` puts a part back, `/airb fallback off` and `/airb freeze off` end those, and `/airb diagnose back` takes an answer back.',
  ],
  [
    ['fix', 'fixed', 'done', 'its', 'over', 'solved'],
    '`/airb verify` starts watching whether it is over, and `/airb resolve` ends the incident once it is.',
  ],
  [
    ['page', 'call', 'add', 'invite', 'wake'],
    '`/airb role <role> @person` asks somebody to take a role, and `/airb escalate technical <why>` brings in the owner and that one’s manager. `/airb oncall` says who is on call.',
  ],
  [
    ['take', 'mine', 'i'],
    '`/airb ack` takes the page, `/airb role <role>` takes a role, and `/airb assign <step> me` takes a step.',
  ],
  [
    ['commander', 'owner', 'communications', 'scribe'],
    'It is a role: `/airb role commander` takes it, `/airb role commander @person` asks somebody.',
  ],
  [
    ['logs', 'log', 'traces', 'graph', 'chart', 'metrics', 'dashboard'],
    '`/airb signals` reads what is measured now; dashboard and traces are links at the end of the card. `/airb timeline` shows what happened.',
  ],
  [['what', 'where', 'how'], '`/airb status` says where it stands, and `/airb changes` what changed lately.'],
  [['contain', 'mitigate', 'workaround'], '`/airb help contain` lists what relieves users.'],
  [['tell', 'inform', 'notify'], '`/airb update` writes to stakeholders; `/airb help tell` lists the rest.'],
];

/** Words that belong to another command, with how they are written there. */
export const elsewhere: ReadonlyMap<string, string> = new Map(
  answers.flatMap(([words, answer]) => words.map((word): [string, string] => [word, answer])),
);
