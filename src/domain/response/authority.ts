/**
 * Who may do what. This is the one table: `decide` asks it for every command of a person, `flow` for everything people
 * do that is no command of an incident, and `/airb help who` and docs/security.md print it.
 */

/** Whom the table speaks of. A person is one of the first three, and any of the others besides; an agent is an agent only. */
export const whos = [
  'stranger',
  'member',
  'listed',
  'owner',
  'communications',
  'commander',
  'approver',
  'system-approver',
  'agent',
] as const;
export type Who = (typeof whos)[number];

/** What must be the case where a cell is neither yes nor no. */
export const conditions = {
  paged: 'when they were paged',
  own: 'what they asked for or offered themselves',
  'not-alone':
    'not what they asked for themselves when two approvals are needed, the version is unknown, or they are a member',
  rota: 'when the organization file lists them as commanders',
  silence: 'with a reason, once nobody who could decide has been heard of',
  named: 'in a form that names what is out of range or not measured',
  vacant: 'while nobody commands',
  security: 'when they are the security contact of the system',
  held: 'a role they hold themselves',
  offered: 'when it was offered to them',
  item: 'when the action item is theirs',
  answers: 'when they own the clock, or are the risk, legal or security contact of the system',
} as const satisfies Record<string, string>;
export type Condition = keyof typeof conditions;

export type Cell = 'yes' | 'no' | Condition;
export type Row = Readonly<Record<Who, Cell>>;

/** Talk and evidence: all that is open to strangers. */
const everybody = row({ stranger: 'yes', member: 'yes', listed: 'yes' }, { agent: 'yes' });
/** What members read of incidents that are not private; agents too. */
const readers = row({ stranger: 'no', member: 'yes', listed: 'yes' }, { agent: 'yes' });
/** The response itself. */
const responders = row({ stranger: 'no', member: 'yes', listed: 'yes' });
/** What needs somebody the organization named. */
const theListed = row({ stranger: 'no', member: 'no', listed: 'yes' });
/** What only a commander or an approver decides. */
const deciders = { commander: 'yes', approver: 'yes', 'system-approver': 'yes' } as const;

/** The table: one row for each thing a person can do. */
export const authority = {
  message: everybody,
  note: everybody,
  evidence: everybody,
  // An agent's text counts for nothing until somebody has looked at it.
  'evidence.confirm': responders,
  example: responders,
  // It leaves the records, for a tool that others read.
  'example.push': theListed,
  look: everybody,
  'look.elsewhere': readers,
  'timeline.elsewhere': row({ stranger: 'no', member: 'no', listed: 'yes' }, { agent: 'yes' }),
  oncall: readers,
  // Numbers over many incidents; private ones are counted without names.
  report: row({ stranger: 'no', member: 'yes', listed: 'yes' }),
  readiness: readers,
  subscribe: responders,
  preview: responders,
  declare: responders,
  'change.tell': responders,
  'change.live': theListed,
  // Whoever takes a page ends the calling of others.
  acknowledge: row({ stranger: 'no', member: 'paged', listed: 'yes' }),
  'page.decline': row({ stranger: 'no', member: 'paged', listed: 'yes' }),
  read: responders,
  diagnose: responders,
  step: responders,
  'update.internal': responders,
  // What customers read waits for the commander; whoever else writes it only proposes it.
  'update.customer': theListed,
  'update.approve': row(
    { stranger: 'no', member: 'no', listed: 'no' },
    { commander: 'yes', approver: 'vacant' },
  ),
  'update.decline': row(
    { stranger: 'no', member: 'no', listed: 'no' },
    { commander: 'yes', approver: 'vacant' },
  ),
  // A promise to stakeholders is moved.
  'update.snooze': theListed,
  'severity.raise': responders,
  'severity.lower': row({ stranger: 'no', member: 'no', listed: 'no' }, deciders),
  role: theListed,
  'role.give': row({ stranger: 'no', member: 'held', listed: 'held' }, { commander: 'yes' }),
  // Nobody has a role without having said yes.
  'role.answer': row({ stranger: 'no', member: 'offered', listed: 'offered' }),
  'role.withdraw': row({ stranger: 'no', member: 'own', listed: 'own' }, { commander: 'yes' }),
  'role.release': row({ stranger: 'no', member: 'held', listed: 'held' }),
  'command.take': row({ stranger: 'no', member: 'no', listed: 'rota' }, { commander: 'yes' }),
  'command.give': row({ stranger: 'no', member: 'no', listed: 'no' }, { commander: 'yes' }),
  'command.break-glass': row({ stranger: 'no', member: 'silence', listed: 'silence' }),
  // People ask for the deed itself; an agent only says what it would do, and changes nothing by that.
  propose: row({ stranger: 'no', member: 'no', listed: 'no' }, { agent: 'yes' }),
  'proposal.decline': responders,
  'rollback.request': responders,
  'rollback.approve': row(
    { stranger: 'no', member: 'no', listed: 'no' },
    { commander: 'not-alone', approver: 'not-alone', 'system-approver': 'not-alone' },
  ),
  'rollback.break-glass': row({ stranger: 'no', member: 'no', listed: 'silence' }),
  'rollback.decline': row({ stranger: 'no', member: 'own', listed: 'own' }, deciders),
  'rollback.manual': theListed,
  'rollback.settle': theListed,
  'rollback.stop': responders,
  verify: responders,
  'verify.red': row({ stranger: 'no', member: 'named', listed: 'named' }, deciders),
  resolve: responders,
  'resolve.override': row({ stranger: 'no', member: 'no', listed: 'named' }, deciders),
  cancel: theListed,
  'cancel.red': row({ stranger: 'no', member: 'no', listed: 'named' }, deciders),
  // Whoever may declare may also say that it came back: both page.
  reopen: responders,
  // It ends one of the two and calls off its pages.
  merge: theListed,
  // Whoever may redact may also say that others may read.
  'merge.reveal': row({ stranger: 'no', member: 'no', listed: 'security' }, deciders),
  split: theListed,
  runbook: theListed,
  rename: responders,
  escalate: responders,
  'let-in': theListed,
  'clock.start': responders,
  // A deadline of a law is closed by those who answer for it, whoever commands.
  'clock.end': row({ stranger: 'no', member: 'no', listed: 'answers' }),
  'action-item.add': responders,
  'action-item.change': row({ stranger: 'no', member: 'item', listed: 'yes' }),
  'action-item.end': row({ stranger: 'no', member: 'item', listed: 'yes' }),
  // An eval that nobody saw pass counts as done in the name of somebody who answers for the system.
  'action-item.override': row({ stranger: 'no', member: 'no', listed: 'no' }, { ...deciders, owner: 'yes' }),
  // It takes people's time, and one runs at a time for a system.
  'drill.start': theListed,
  'drill.join': responders,
  'drill.stop': responders,
  postmortem: responders,
  // What somebody wrote is theirs by name, and taken back by a press.
  'postmortem.write': responders,
  // It changes what reports say of the response.
  'postmortem.time': theListed,
  // It stands for the organization from then on.
  'postmortem.publish': row({ stranger: 'no', member: 'no', listed: 'no' }, { owner: 'yes', ...deciders }),
  redact: row({ stranger: 'no', member: 'no', listed: 'security' }, deciders),
} as const satisfies Record<string, Row>;

export type Act = keyof typeof authority;
export const acts = Object.keys(authority) as Act[];

/** Roles have what listed people have, and what `more` adds; an agent has nothing that is not written in its name. */
function row(base: Record<'stranger' | 'member' | 'listed', Cell>, more: Partial<Row> = {}): Row {
  const { listed } = base;
  const roles = { owner: listed, communications: listed, commander: listed, approver: listed };
  return { ...base, ...roles, 'system-approver': listed, agent: 'no', ...more };
}

/** Which conditions hold for this person, this act and this moment; an absent one does not. */
export type Circumstances = Partial<Record<Condition, boolean>>;

/** `lacking` is the condition under which it would be allowed; absent where none would help. */
export type Verdict = { allowed: true } | { allowed: false; lacking?: Condition };

/** Asks the table. Whoever is several at once may do what any of them may. */
export function mayDo(act: Act, who: readonly Who[], circumstances: Circumstances = {}): Verdict {
  const cells = who.map((one) => authority[act][one]);
  if (cells.some((cell) => cell === 'yes' || (cell !== 'no' && circumstances[cell] === true)))
    return { allowed: true };
  const lacking = cells.find((cell): cell is Condition => cell !== 'yes' && cell !== 'no');
  return { allowed: false, ...(lacking && { lacking }) };
}
