import { type Role, roles } from '../people.ts';
import { escalationKinds } from '../response/escalation.ts';
import { categories } from '../runbooks/runbook.ts';
import { suggest } from '../suggest.ts';
import { type CommandName, commandGroups, commandNamed, specOf } from './commands.ts';
import { parseAction } from './grammar-action.ts';
import { parseChange } from './grammar-change.ts';
import { parseContainment } from './grammar-containment.ts';
import { parseDeclare } from './grammar-declare.ts';
import { parseDrill } from './grammar-drill.ts';
import { noReason, parseApprove, splitBreakGlass } from './grammar-emergency.ts';
import { parseEvidence } from './grammar-evidence.ts';
import { parseExample } from './grammar-example.ts';
import { parseMerge, parseRename, parseRunbook, parseSplit } from './grammar-hygiene.ts';
import { parsePostmortem } from './grammar-postmortem.ts';
import { parseRedact } from './grammar-redact.ts';
import { parseReport } from './grammar-report.ts';
import { parseRollback } from './grammar-rollback.ts';
import { parseStep } from './grammar-step.ts';
import { parseSubscribe, parseUnsubscribe } from './grammar-subscribe.ts';
import { parseUpdate } from './grammar-update.ts';
import { clockDeeds, type Intent, type Misuse, roleDeeds } from './intent.ts';
import { longestWord, notOneOf } from './one-of.ts';
import { bareOption, isOption, type Option, takeOptions } from './options.ts';
import { noSeverity, severityMeant, takeSeverity } from './severity-words.ts';
import { unknownCommand } from './unknown-command.ts';
import { firstWord, reasonOf, takeMention, unquoted } from './words.ts';

export type { Intent, Misuse } from './intent.ts';

/**
 * What a `/airb` command means. Tolerant of case, spaces, quotes, dashes and the ways people write severities and mentions;
 * an incident number may come first (`#42 severity sev1`). Empty text asks for the status. A word that is not understood is
 * never taken for a reason: the answer is a question or the command's help.
 * @returns the intent, or what is wrong with it and how it is written
 */
export function parseCommand(text: string): Intent | Misuse {
  const { incident, rest: line } = takeNumber(text.trim().replace(/^\/airb\b\s*/i, ''));
  const { word, rest } = firstWord(line);
  const about = incident === undefined ? {} : { incident };
  if (word === '') return { ...about, command: 'status' };
  const alone = takeOptions(word, 'first').options[0];
  if (alone !== undefined && asksHelp(alone)) return { ...about, command: 'help' };
  const name = commandNamed(word) ?? (severityMeant(word) === undefined ? undefined : 'severity');
  if (!name) return unknownCommand(word);
  // `sev2 why` is `severity sev2 why`.
  const parsed = parseWords(name, commandNamed(word) ? rest : line);
  if ('misuse' in parsed) {
    const usage = `/airb ${specOf(name).usage}`;
    return { misuse: parsed.misuse, usage, ...(parsed.help ? { about: name } : {}) };
  }
  if (incident !== undefined && parsed.incident !== undefined && parsed.incident !== incident)
    return { misuse: 'Two incidents are named: say one.', usage: `/airb #${incident} ${name}` };
  return { ...about, ...parsed };
}

type Parsed = Intent | { misuse: string; help?: true };

/** Options first: they count wherever they stand, and one that a command does not have stops it. */
function parseWords(name: CommandName, text: string): Parsed {
  const { options, rest } = optionsOf(name, text);
  if (options.some(asksHelp) || (name !== 'help' && bareOption(rest) === 'help'))
    return { command: 'help', topic: name };
  const known = specOf(name).options ?? [];
  const unknown = options.find((option) => !known.some((one) => isOption(option, one)));
  if (unknown) return noOption(name, unknown);
  const parsed = parsers[name](rest, options);
  const words = 'misuse' in parsed ? undefined : freeWords(parsed);
  const meant = words === undefined ? undefined : bareOption(words);
  if (meant === 'help') return { command: 'help', topic: name };
  return meant === undefined ? parsed : noOption(name, { typed: words ?? '', name: meant });
}

function asksHelp(option: Option): boolean {
  return ['help', 'h'].some((help) => isOption(option, help));
}

function optionsOf(name: CommandName, text: string): { options: Option[]; rest: string } {
  if (!specOf(name).freeText) return takeOptions(text, 'anywhere');
  const lead =
    name === 'update' ? (/^\s*(?:(?:send|edit)\s+)?(?:internal|customer)\s+/i.exec(text)?.[0] ?? '') : '';
  const taken = takeOptions(text.slice(lead.length), 'first');
  return { options: taken.options, rest: `${lead}${taken.rest}`.trim() };
}

function noOption(name: CommandName, { typed }: Option): Parsed {
  const near = suggest(
    typed,
    (specOf(name).options ?? []).map((known) => `--${known}`),
    'quotes',
  );
  return {
    misuse: `\`${name}\` has no option “${typed.slice(0, longestWord)}”, and nothing was done.${near ? ` ${near}` : ''} Words that begin with a dash go in quotes.`,
    help: true,
  };
}

/** What somebody said in words of their own: where an option alone would pass for a reason. */
function freeWords(intent: Intent): string | undefined {
  switch (intent.command) {
    case 'severity':
    case 'cancel':
    case 'reopen':
    case 'merge':
    case 'split':
    case 'runbook':
    case 'escalate':
    case 'clock':
    case 'action':
    case 'rollback':
    case 'fallback':
    case 'freeze':
    case 'drill':
      return intent.reason;
    case 'redact':
    case 'postmortem':
      return intent.why;
    case 'category':
      return intent.because;
    case 'declare':
    case 'rename':
      return intent.title;
    case 'change':
      return intent.summary;
    case 'resolve':
      return intent.override;
    case 'role':
    case 'approve':
      return intent.breakGlass;
    case 'update':
      return intent.snooze?.reason ?? intent.text.mitigation;
    case 'example':
      return intent.reason;
    default:
      return undefined;
  }
}

const parsers: Record<CommandName, (rest: string, options: Option[]) => Parsed> = {
  help: parseHelp,
  declare: parseDeclare,
  status: plainCommand('status'),
  ack: plainCommand('ack'),
  severity: parseSeverity,
  role: parseRole,
  assign: parseAssign,
  step: parseStep,
  category: parseCategory,
  diagnose: parseDiagnose,
  change: parseChange,
  changes: plainCommand('changes'),
  checklist: plainCommand('checklist'),
  signals: plainCommand('signals'),
  evidence: parseEvidence,
  example: parseExample,
  approve: parseApprove,
  rollback: (rest, options) => parseRollback(rest, options.length > 0),
  fallback: (rest, options) => parseContainment('fallback', rest, options.length > 0),
  freeze: (rest, options) => parseContainment('freeze', rest, options.length > 0),
  update: parseUpdate,
  note: (rest) => ({ command: 'note', text: unquoted(rest) }),
  redact: parseRedact,
  timeline: parseTimeline,
  verify: plainCommand('verify'),
  resolve: parseResolve,
  cancel: (rest) => {
    const reason = reasonOf(rest);
    return reason === '' ? { command: 'cancel' } : { command: 'cancel', reason };
  },
  escalate: parseEscalate,
  clock: parseClock,
  reopen: (rest) => {
    const reason = reasonOf(rest);
    return reason === '' ? { command: 'reopen' } : { command: 'reopen', reason };
  },
  merge: parseMerge,
  split: parseSplit,
  runbook: parseRunbook,
  rename: parseRename,
  action: parseAction,
  postmortem: parsePostmortem,
  subscribe: parseSubscribe,
  unsubscribe: parseUnsubscribe,
  oncall: (rest) => parseSystem('oncall', rest),
  drill: parseDrill,
  report: parseReport,
  readiness: (rest) => parseSystem('readiness', rest),
};

function takeNumber(line: string): { incident?: number; rest: string } {
  const match = /^(?:#|inc-?)(\d{1,9})(?=\s|$)\s*/i.exec(line);
  return match?.[1] ? { incident: Number(match[1]), rest: line.slice(match[0].length) } : { rest: line };
}

/** A command without words of its own; an incident number may follow it as well. */
function plainCommand(
  command: 'status' | 'ack' | 'changes' | 'checklist' | 'signals' | 'verify',
): (rest: string) => Parsed {
  return (rest) => {
    const { incident, rest: more } = takeNumber(/^\d/.test(rest) ? `#${rest}` : rest);
    if (more !== '') return tooMuch(command, more);
    return incident === undefined ? { command } : { command, incident };
  };
}

/** Words after a command that takes none: they may be meant for another one, so this one is not done either. */
function tooMuch(name: CommandName, words: string): Parsed {
  return {
    misuse: `\`${name}\` does not take “${words.slice(0, longestWord)}”, and nothing was done.`,
    help: true,
  };
}

function parseHelp(text: string): Parsed {
  const { word } = firstWord(text);
  // `help me` asks for no command of that name.
  if (word === '' || /^(?:me|us|please)$/i.test(word)) return { command: 'help' };
  if (/^who$/i.test(word)) return { command: 'help', topic: 'who' };
  const group = commandGroups.find(({ id }) => id === groupWord(text));
  if (group) return { command: 'help', topic: group.id };
  const topic = commandNamed(word);
  return topic ? { command: 'help', topic } : { misuse: unknownCommand(word).misuse };
}

/** `Set up` and `set-up` are one word here. */
function groupWord(text: string): string {
  return text.toLowerCase().replace(/[\s-]+/g, '');
}

function parseSeverity(rest: string): Parsed {
  if (rest === '') return { command: 'severity', reason: '' };
  const { severity, rest: why } = takeSeverity(rest);
  return severity
    ? { command: 'severity', to: severity, reason: reasonOf(why) }
    : { misuse: noSeverity(severityMeant(rest) ?? firstWord(rest).word) };
}

function parseEscalate(text: string): Parsed {
  const { word, rest } = firstWord(text);
  if (word === '') return { command: 'escalate', reason: '' };
  const kind = escalationKinds.find((known) => known === word.toLowerCase());
  if (kind === undefined) return { misuse: notOneOf({ word, what: 'escalation', of: escalationKinds }) };
  const clocks = [...rest.matchAll(/(?:^|\s)clock:([\w-]{1,60})(?=\s|$)/gi)].map(([, id = '']) =>
    id.toLowerCase(),
  );
  const why = reasonOf(rest.replace(/(^|\s)clock:[\w-]{1,60}(?=\s|$)/gi, ' ').trim());
  return { command: 'escalate', kind, reason: why, ...(clocks.length > 0 && { clocks }) };
}

function parseClock(text: string): Parsed {
  const { word, rest } = firstWord(text);
  if (word === '') return { command: 'clock', reason: '' };
  const deed = clockDeeds.find((known) => known === word.toLowerCase());
  if (deed === undefined) return { misuse: notOneOf({ word, what: 'deed about a clock', of: clockDeeds }) };
  const { word: clock, rest: more } = firstWord(rest);
  if (clock === '') return { misuse: 'Say which clock by its id; `/airb clock` lists them.', help: true };
  const timed = deed === 'start' ? /^from\s+(\S+)\s*(.*)$/is.exec(more) : null;
  const from = timed?.[1];
  if (from !== undefined && !/^(?:[01]?\d|2[0-3]):[0-5]\d$/.test(from))
    return {
      misuse: `“${from.slice(0, longestWord)}” is no time such as 14:02, and nothing was started.`,
      help: true,
    };
  const reason = reasonOf(timed?.[2] ?? more);
  return { command: 'clock', deed, clock: clock.toLowerCase(), reason, ...(from !== undefined && { from }) };
}

const roleWords: Map<string, Role> = new Map<string, Role>([
  ...roles.map((role): [string, Role] => [role, role]),
  ['ic', 'commander'],
  ['lead', 'commander'],
  ['comms', 'communications'],
  ['communication', 'communications'],
  ['notes', 'scribe'],
]);

function parseRole(text: string, options: Option[]): Parsed {
  const { head: rest, reason: breakGlass } = splitBreakGlass(text, options);
  if (breakGlass !== undefined) return parseTakeover(rest, breakGlass);
  const { person, rest: words } = takeMention(rest);
  const { word, rest: more } = firstWord(words);
  const role = roleWords.get(word.toLowerCase());
  const does = roleDeeds.find((deed) => deed === more.toLowerCase());
  if (role && does && !person) return { command: 'role', role, does };
  if (role && more !== '')
    return person
      ? tooMuch('role', more)
      : {
          misuse: `Say who with @: “${more.slice(0, longestWord)}” names nobody, and nothing was done.`,
          help: true,
        };
  if (role) return { command: 'role', role, person: person ?? { mention: 'me' } };
  if (word === '') return person ? { misuse: `Say which role: ${roles.join(', ')}.` } : { command: 'role' };
  return { misuse: notOneOf({ word, what: 'role', of: roles, words: [...roleWords.keys()] }) };
}

/** `role commander break-glass nobody answers`: command, and only for whoever says it. */
function parseTakeover(who: string, reason: string): Parsed {
  if (roleWords.get(who.toLowerCase()) !== 'commander')
    return {
      misuse: 'In an emergency only command can be taken, and only for yourself; nothing was done.',
      help: true,
    };
  if (reason === '') return { misuse: noReason };
  return { command: 'role', role: 'commander', person: { mention: 'me' }, breakGlass: reason };
}

function parseAssign(rest: string): Parsed {
  const { person, rest: words } = takeMention(rest);
  const step = unquoted(words.replace(/^to\s+|\s+to$/gi, ''));
  if (!person) return { command: 'assign', step };
  if (step === '') return { misuse: 'Say which step: its id, its number or its first words.' };
  return { command: 'assign', step, person };
}

function parseCategory(rest: string): Parsed {
  if (rest === '') return { command: 'category', because: '' };
  const { word, rest: why } = firstWord(rest);
  const category = categories.find((candidate) => candidate === word.toLowerCase());
  if (!category) return { misuse: notOneOf({ word, what: 'category', of: categories }) };
  return { command: 'category', category, because: reasonOf(why) };
}

function parseDiagnose(rest: string): Parsed {
  const words = unquoted(rest);
  if (words === '') return { command: 'diagnose' };
  if (/^(?:back|undo)$/i.test(words)) return { command: 'diagnose', back: 'last' };
  if (/^(?:restart|start again|again)$/i.test(words)) return { command: 'diagnose', back: 'all' };
  return { command: 'diagnose', answer: words };
}

function parseTimeline(rest: string): Parsed {
  if (rest === '') return { command: 'timeline' };
  const count = /^\d{1,4}$/.exec(rest)?.[0];
  if (count === undefined || Number(count) === 0) return { misuse: 'Say how many entries, as a number.' };
  return { command: 'timeline', count: Number(count) };
}

function parseSystem(command: 'oncall' | 'readiness', rest: string): Parsed {
  const { word, rest: more } = firstWord(rest);
  if (more !== '') return { misuse: 'Name one system, or none to see them all.' };
  return word === '' ? { command } : { command, system: word };
}

function parseResolve(rest: string): Parsed {
  if (rest === '') return { command: 'resolve' };
  const { word, rest: reason } = firstWord(rest);
  if (word.toLowerCase().replace(/:$/, '') !== 'override') {
    return { misuse: 'To resolve against the metrics, write “override” and the reason.' };
  }
  const override = reasonOf(reason);
  return override === ''
    ? { misuse: 'An override needs a reason: it is recorded with your name.' }
    : { command: 'resolve', override };
}
