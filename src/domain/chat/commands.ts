/** What people want from commands, in the order in which an incident needs it. Help lists them by it. */
export const commandGroups = [
  { id: 'respond', title: 'Respond' },
  { id: 'contain', title: 'Contain' },
  { id: 'tell', title: 'Tell' },
  { id: 'learn', title: 'Learn' },
  { id: 'setup', title: 'Set up' },
] as const;
export type CommandGroup = (typeof commandGroups)[number]['id'];

/** One command of `/airb`. Help, the answers to misuse and every chat platform print it from here. */
export interface CommandSpec {
  name: string;
  /** What somebody wants who types it. */
  to: CommandGroup;
  /** Help names it before the others of its group. */
  first?: true;
  /** Other words people type for this command. */
  also?: string[];
  /** Without the leading `/airb`. */
  usage: string;
  example: string;
  /** Words with dashes it takes. */
  options?: string[];
  /** Its words are text for the record, dashes and all: only a first word is read as an option. */
  freeText?: true;
  /** It changes what users or responders have. Nobody is led to it by a slip of the fingers. */
  grave?: true;
  /** What it does, as a sentence. */
  sentence: string;
}

/** Every command, in the order in which an incident needs them. */
export const commands = [
  {
    name: 'help',
    to: 'setup',
    also: ['?', 'commands'],
    usage: 'help [command|respond|contain|tell|learn|setup|who]',
    example: 'help rollback',
    sentence:
      'Lists the commands by what you want to do, or explains one; `help contain` tells all of that kind, `help who` says who may do what.',
  },
  {
    name: 'declare',
    to: 'respond',
    also: ['open', 'new'],
    usage: 'declare [<system> [<sev1–sev4>] <what is wrong>]',
    example: 'declare support-bot sev2 refuses too much',
    grave: true,
    sentence:
      'Opens an incident; alone, it shows the form. A system without a file is named as `system:<name>`.',
  },
  {
    name: 'status',
    to: 'respond',
    first: true,
    usage: 'status',
    example: 'status',
    sentence: 'Says where this incident stands; outside one, lists the open incidents.',
  },
  {
    name: 'ack',
    to: 'respond',
    first: true,
    also: ['acknowledge'],
    usage: 'ack',
    example: 'ack',
    sentence: 'Takes the page: nobody else is called.',
  },
  {
    name: 'severity',
    to: 'respond',
    also: ['sev'],
    usage: 'severity <sev1–sev4> <why>',
    example: 'severity sev2 paid traffic affected',
    sentence:
      'Changes the severity, and with it updates, paging and approvals. Whoever responds may raise it; a commander or an approver lowers it.',
  },
  {
    name: 'role',
    to: 'respond',
    also: ['roles'],
    usage:
      'role [<commander|owner|communications|scribe> [@person|release|accept|decline]] | role commander break-glass <why>',
    example: 'role commander @ben',
    options: ['break-glass'],
    sentence:
      'Takes a role, or asks somebody to take it: they have it once they accept. Alone, it shows who has which. When nobody who may command answers: `role commander break-glass` and a reason.',
  },
  {
    name: 'signals',
    to: 'respond',
    first: true,
    usage: 'signals',
    example: 'signals',
    sentence: 'Reads the signals now, with what they read over the last hour and more.',
  },
  {
    name: 'checklist',
    to: 'respond',
    also: ['steps'],
    usage: 'checklist',
    example: 'checklist',
    sentence: 'Shows the checklist, with a button that opens each section in the channel.',
  },
  {
    name: 'assign',
    to: 'respond',
    usage: 'assign [<step> [@person]]',
    example: 'assign 3 @dev',
    sentence:
      'Gives a step of the checklist to somebody: by its number, its id or its first words. Alone, or without a person, it shows the form.',
  },
  {
    name: 'step',
    to: 'respond',
    usage: 'step add [to <section>] [<what to do>] | step unhelpful [<step> [because <why>]]',
    example: 'step unhelpful 3 because that chart is empty here',
    freeText: true,
    sentence:
      'Says which step the runbook lacks, or which was no help, also after the end: airb proposes it for the runbook’s next version.',
  },
  {
    name: 'category',
    to: 'respond',
    usage: 'category <infrastructure|model|prompt|data> [why]',
    example: 'category prompt changed 40 min before the start',
    sentence: 'Records which of the four categories the cause belongs to.',
  },
  {
    name: 'diagnose',
    to: 'respond',
    first: true,
    also: ['why', 'diagnosis'],
    usage: 'diagnose [<answer>|agree|back|restart]',
    example: 'diagnose the guardrail blocked it',
    freeText: true,
    sentence: 'Shows where the diagnosis stands, answers its question, or agrees to what airb reads.',
  },
  {
    name: 'change',
    to: 'respond',
    usage: 'change [<kind> <what changed> [<40 min ago|at 14:02>]]',
    example: 'change prompt prompt-v6 -> prompt-v7 40 min ago',
    sentence:
      'Notes that something was changed, so that it is a suspect; alone, it shows the form. Times of day are in UTC.',
  },
  {
    name: 'changes',
    to: 'respond',
    usage: 'changes',
    example: 'changes',
    sentence: 'Lists what changed lately, most suspect first.',
  },
  {
    name: 'evidence',
    to: 'respond',
    first: true,
    usage: 'evidence [<title>: <content>] | evidence list | evidence <number> | evidence sample',
    example: 'evidence failing prompt: “How do I cancel?” was refused',
    freeText: true,
    sentence:
      'Saves evidence; alone, it shows the form. `evidence list` shows what is saved, `evidence 3` opens one of them, `evidence sample` pulls five outputs of the bad minutes.',
  },
  {
    name: 'example',
    to: 'learn',
    also: ['examples'],
    usage:
      'example [<number> <blocking|monitoring|backlog> expected: … because: …] | example push <langfuse|langsmith|braintrust> [private]',
    example: 'example 3 blocking expected: explains where the invoice is because: asked every day',
    freeText: true,
    sentence:
      'Sorts a failed example, by the number of its evidence, for the eval set: what blocks a release, what is watched, what is for later. Alone, it lists them. `example push` puts them into the data sets of an eval tool; those of a private incident only with the word `private`.',
  },
  {
    name: 'rollback',
    to: 'contain',
    first: true,
    also: ['revert'],
    usage: 'rollback [stop] [<part> [to <version>] [because <why>]] [--dry-run]',
    example: 'rollback prompt to prompt-v6 because refusals follow it',
    options: ['dry-run', 'preview'],
    grave: true,
    sentence:
      'Asks for a rollback; alone, it lists the parts, fastest first. With `--dry-run` it only shows what would happen; `rollback stop` calls off what airb is still trying.',
  },
  {
    name: 'fallback',
    to: 'contain',
    first: true,
    usage: 'fallback [off] [because <why>] [--dry-run]',
    example: 'fallback because every second answer is refused',
    options: ['dry-run', 'preview'],
    grave: true,
    sentence:
      'Switches to the conservative configuration, as its button does; `fallback off` puts back what was live before.',
  },
  {
    name: 'freeze',
    to: 'contain',
    first: true,
    usage: 'freeze [off] [because <why>] [--dry-run]',
    example: 'freeze because somebody else publishes prompts',
    options: ['dry-run', 'preview'],
    grave: true,
    sentence:
      'Lets nobody change prompts until the cause is known, as its button does; `freeze off` ends that.',
  },
  {
    name: 'approve',
    to: 'contain',
    usage: 'approve [<part>] [break-glass <why>]',
    example: 'approve prompt',
    options: ['break-glass'],
    grave: true,
    sentence:
      'Approves the rollback that waits. When nobody who may approve answers for ten minutes: `approve break-glass` and a reason.',
  },
  {
    name: 'update',
    to: 'tell',
    first: true,
    usage:
      'update [send] [internal|customer] [users: … since: … scope: … mitigation: …] | update edit | update snooze <10m> <why>',
    example:
      'update users: some get refusals scope: paid English traffic mitigation: rolling back the prompt',
    freeText: true,
    sentence:
      'Writes the stakeholder update, and shows it before it goes out unless told to `send`; `edit` corrects the last, `snooze` puts off the next.',
  },
  {
    name: 'note',
    to: 'respond',
    usage: 'note [<text>]',
    example: 'note provider says all green',
    freeText: true,
    sentence: 'Writes a note on the timeline; alone, it shows the form.',
  },
  {
    name: 'redact',
    to: 'learn',
    usage: 'redact <entry|link|"words"> <why>',
    example: 'redact 12 names a customer',
    grave: true,
    freeText: true,
    sentence:
      'Takes an entry’s text out of the record for good; alone, it lists the entries with their numbers.',
  },
  {
    name: 'timeline',
    to: 'learn',
    usage: 'timeline [how many]',
    example: 'timeline 20',
    sentence: 'Shows the newest entries of the timeline, to you alone.',
  },
  {
    name: 'verify',
    to: 'contain',
    first: true,
    usage: 'verify',
    example: 'verify',
    sentence: 'Starts watching recovery: every metric must stay in range.',
  },
  {
    name: 'resolve',
    to: 'contain',
    first: true,
    also: ['close'],
    usage: 'resolve [override <reason>]',
    example: 'resolve',
    grave: true,
    sentence:
      'Resolves the incident once recovery has held. Before that: `resolve override` and a reason, in your name.',
  },
  {
    name: 'cancel',
    to: 'respond',
    usage: 'cancel [why]',
    example: 'cancel false alarm',
    grave: true,
    sentence: 'Ends an incident that was opened by mistake.',
  },
  {
    name: 'escalate',
    to: 'tell',
    first: true,
    usage: 'escalate [<technical|business|risk> [clock:<id>] <why>]',
    example: 'escalate risk customers’ data may have gone out',
    sentence:
      'Brings in the owner and that one’s manager, or the contacts for risk, law and security: invited and told why, directly. `clock:<id>` starts a regulatory clock.',
  },
  {
    name: 'clock',
    to: 'tell',
    also: ['clocks', 'deadline'],
    usage: 'clock [start <id> [from <hh:mm>] <why> | done <id> <what was filed> | na <id> <why>]',
    example: 'clock start gdpr-33 from 14:02 addresses of customers went out',
    sentence:
      'Lists regulatory deadlines, starts one, or says that it was met or does not apply; times are UTC. It goes on after the end of the incident.',
  },
  {
    name: 'reopen',
    to: 'respond',
    usage: 'reopen [<what came back>]',
    example: 'reopen refusals rise again since 15:10',
    grave: true,
    sentence:
      'Opens a resolved or cancelled incident again: pages, updates and timers go on, and whoever heard that it is over hears that it is not.',
  },
  {
    name: 'merge',
    to: 'respond',
    usage: 'merge [into|from #<number> [why]]',
    example: 'merge into #7 same prompt',
    grave: true,
    sentence:
      'Makes two incidents one. `into #7`: this one ends and goes on as #7; `from #7`: that one ends and goes on here.',
  },
  {
    name: 'split',
    to: 'respond',
    usage: 'split [<alerts> [to <runbook>] [because <why>]]',
    example: 'split 2, 3 to latency-spike because another trouble',
    grave: true,
    sentence:
      'Moves alerts out into an incident of their own, with its own channel and runbook; alone, it lists the alerts with their numbers.',
  },
  {
    name: 'runbook',
    to: 'respond',
    usage: 'runbook [propose|<name> [why]]',
    example: 'runbook refusal-spike the prompt is too strict',
    grave: true,
    sentence:
      'Switches to another runbook: the checklist is new, what was done stays on record, and updates and approvals never become fewer. Alone, it shows the form. `runbook propose` shows what this incident would change in its file.',
  },
  {
    name: 'rename',
    to: 'respond',
    usage: 'rename [<title>]',
    example: 'rename Billing questions are refused',
    freeText: true,
    sentence:
      'Gives the incident another title, and its channel a name after it; what both were called stays on record.',
  },
  {
    name: 'action',
    to: 'learn',
    first: true,
    also: ['actions', 'action-item', 'todo'],
    usage:
      'action [add "<what>" [@owner] [<day>] [<kind>] | A<n> … | done|drop|reopen|owner|due|kind|issue <n> …]',
    example: 'action add "alert on refusals per customer" @ben in 2 weeks monitor',
    sentence:
      'Lists action items, notes one, takes up a proposal of the draft (`A2`), or says what shipped; also after the end.',
  },
  {
    name: 'postmortem',
    to: 'learn',
    first: true,
    also: ['draft'],
    usage: 'postmortem [edit | publish | time [<milestone> <14:02|20 min earlier> <why>]]',
    example: 'postmortem time acknowledged 14:05 Ben took the call by telephone',
    sentence:
      'Drafts the postmortem from the log. `edit` opens its page as you, `publish` freezes it, `time` corrects when a milestone was reached, in UTC: felt, detected, acknowledged, diagnosed, contained or recovered.',
  },
  {
    name: 'subscribe',
    to: 'tell',
    usage: 'subscribe [<sev1–sev4> …] [<system> …|all] [dm|email]',
    example: 'subscribe sev1 sev2 support-bot email',
    sentence:
      'Tells you of incidents from their start to their end, by direct message or by e-mail; alone, it lists what you subscribe to.',
  },
  {
    name: 'unsubscribe',
    to: 'tell',
    usage: 'unsubscribe [<system> …|all] [dm|email]',
    example: 'unsubscribe support-bot',
    sentence: 'Ends your subscriptions: all of them, or those to a system or by one way.',
  },
  {
    name: 'oncall',
    to: 'setup',
    first: true,
    also: ['on-call', 'rota'],
    usage: 'oncall [<system>|all]',
    example: 'oncall support-bot',
    sentence: 'Says who is on call now, who is next, and when nobody is in the coming two weeks.',
  },
  {
    name: 'drill',
    to: 'setup',
    first: true,
    also: ['exercise'],
    usage: 'drill [<scenario>|join|stop <why>]',
    example: 'drill support-bot',
    sentence: 'Starts an exercise, joins or stops one; alone, it lists them.',
  },
  {
    name: 'report',
    to: 'learn',
    usage: 'report [<30d|12w|6m|2026-01-31>] [by <system|kind|month>] [share]',
    example: 'report 90d by system',
    sentence:
      'Says how incidents were handled in that time, beside the time before; to you alone unless you `share` it where you ask.',
  },
  {
    name: 'readiness',
    to: 'setup',
    also: ['ready'],
    usage: 'readiness [<system>|all]',
    example: 'readiness support-bot',
    sentence: 'Scores how ready systems are for their next incident, and says how to close the gaps.',
  },
] as const satisfies CommandSpec[];

export type CommandName = (typeof commands)[number]['name'];

const byWord: Map<string, CommandName> = new Map(
  commands.flatMap((command) =>
    [command.name, ...('also' in command ? command.also : [])].map((word) => [word, command.name]),
  ),
);

/** Every word a command answers to. */
export const commandWords: string[] = [...byWord.keys()];

/** The command a word stands for, its other names included. */
export function commandNamed(word: string): CommandName | undefined {
  return byWord.get(word.toLowerCase());
}

/** The table's row of a command. */
export function specOf(name: CommandName): CommandSpec {
  // Every name comes from the table; the fallback only satisfies the compiler.
  return commands.find((command) => command.name === name) ?? commands[0];
}

/** Whether a word stands for a command that nobody should be led to by a slip of the fingers. */
export function isGrave(word: string): boolean {
  const name = commandNamed(word);
  return name !== undefined && specOf(name).grave === true;
}
