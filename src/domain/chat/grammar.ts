import { type Role, roles, type Severity } from '../people.ts';
import { categories } from '../runbooks/runbook.ts';
import { type ChangeKind, changeKinds } from '../signals/change.ts';
import { closest, didYouMean, suggest } from '../suggest.ts';
import { type CommandName, commandNamed, commandWords, specOf } from './commands.ts';
import { parseRollback } from './grammar-rollback.ts';
import { parseUpdate } from './grammar-update.ts';
import type { Intent, Misuse } from './intent.ts';
import { firstWord, reasonOf, takeMention, unquoted } from './words.ts';

export type { Intent, Misuse } from './intent.ts';

/** Longer words are cut to this many characters before they are compared. */
const longestWord = 40;

/**
 * Parses a `/airb` command. Case, spaces, quotes and the ways people write severities and mentions do not matter. An
 * incident number may come first (`#42 severity sev1`). Empty text asks for the status.
 * @returns the intent, or what is wrong with the text and how the command is written
 */
export function parseCommand(text: string): Intent | Misuse {
  const { incident, rest: line } = takeNumber(text.trim().replace(/^\/airb\b\s*/i, ''));
  const { word, rest } = firstWord(line);
  const about = incident === undefined ? {} : { incident };
  if (word === '') return { ...about, command: 'status' };
  const name = commandNamed(word) ?? severityAsCommand(word);
  if (!name) return unknownCommand(word);
  // `sev2 why` means `severity sev2 why`.
  const parsed = parsers[name](commandNamed(word) ? rest : line);
  if ('misuse' in parsed) return { misuse: parsed.misuse, usage: `/airb ${specOf(name).usage}` };
  return { ...about, ...parsed };
}

type Parsed = Intent | { misuse: string };

const parsers: Record<CommandName, (rest: string) => Parsed> = {
  help: parseHelp,
  declare: parseDeclare,
  status: plainCommand('status'),
  ack: () => ({ command: 'ack' }),
  severity: parseSeverity,
  role: parseRole,
  assign: parseAssign,
  category: parseCategory,
  diagnose: parseDiagnose,
  change: parseChange,
  changes: plainCommand('changes'),
  evidence: parseEvidence,
  rollback: parseRollback,
  update: parseUpdate,
  note: (rest) =>
    rest === '' ? { misuse: 'A note needs its text.' } : { command: 'note', text: unquoted(rest) },
  timeline: parseTimeline,
  verify: plainCommand('verify'),
  resolve: parseResolve,
  cancel: (rest) => (rest === '' ? { command: 'cancel' } : { command: 'cancel', reason: reasonOf(rest) }),
  postmortem: plainCommand('postmortem'),
  readiness: parseReadiness,
};

function takeNumber(line: string): { incident?: number; rest: string } {
  const match = /^(?:#|inc-?)(\d{1,9})(?=\s|$)\s*/i.exec(line);
  return match?.[1] ? { incident: Number(match[1]), rest: line.slice(match[0].length) } : { rest: line };
}

function severityAsCommand(word: string): CommandName | undefined {
  return /^sev-?[1-4]$/i.test(word) ? 'severity' : undefined;
}

function unknownCommand(word: string): Misuse {
  const cut = word.slice(0, longestWord);
  const near = closest(cut, commandWords);
  const meant = near === undefined ? undefined : commandNamed(near);
  const usage = `/airb ${specOf(meant ?? 'help').usage}`;
  return { misuse: `There is no command “${cut}”.${meant ? ` ${didYouMean(meant, 'quotes')}` : ''}`, usage };
}

/** A command that takes no words of its own; only an incident number may follow it. */
function plainCommand(command: 'status' | 'changes' | 'verify' | 'postmortem'): (rest: string) => Parsed {
  return (rest) => {
    const { incident } = takeNumber(/^\d/.test(rest) ? `#${rest}` : rest);
    return incident === undefined ? { command } : { command, incident };
  };
}

function parseHelp(rest: string): Parsed {
  const { word } = firstWord(rest);
  if (word === '') return { command: 'help' };
  const topic = commandNamed(word);
  return topic ? { command: 'help', topic } : { misuse: unknownCommand(word).misuse };
}

/** `sev2`, `SEV-2`, `sev 2`, `2`. */
function takeSeverity(text: string): { severity?: Severity; rest: string } {
  const match = /^(?:sev(?:erity)?[\s-]*)?([1-4])(?=[\s,:.–-]|$)[,:.]?\s*/i.exec(text.trim());
  if (!match) return { rest: text.trim() };
  return { severity: `sev${match[1]}` as Severity, rest: text.trim().slice(match[0].length) };
}

function parseSeverity(rest: string): Parsed {
  if (rest === '') return { command: 'severity', reason: '' };
  const { severity, rest: why } = takeSeverity(rest);
  if (!severity) {
    const word = firstWord(rest).word.slice(0, longestWord);
    return { misuse: `“${word}” is no severity: they are sev1 (worst) to sev4.` };
  }
  return { command: 'severity', to: severity, reason: reasonOf(why) };
}

function parseDeclare(rest: string): Parsed {
  if (rest === '') return { command: 'declare' };
  const { word: system, rest: after } = firstWord(rest);
  const { severity, rest: title } = /^sev/i.test(after)
    ? takeSeverity(after)
    : { severity: undefined, rest: after };
  return {
    command: 'declare',
    system,
    ...(severity ? { severity } : {}),
    ...(title ? { title: unquoted(title) } : {}),
  };
}

const roleWords: Map<string, Role> = new Map<string, Role>([
  ...roles.map((role): [string, Role] => [role, role]),
  ['ic', 'commander'],
  ['lead', 'commander'],
  ['comms', 'communications'],
  ['communication', 'communications'],
  ['notes', 'scribe'],
]);

function parseRole(rest: string): Parsed {
  const { person, rest: words } = takeMention(rest);
  const { word } = firstWord(words);
  const role = roleWords.get(word.toLowerCase());
  if (role) return { command: 'role', role, person: person ?? { mention: 'me' } };
  if (word === '') return { misuse: `Say which role: ${roles.join(', ')}.` };
  return { misuse: notOneOf({ word, what: 'role', of: roles, words: [...roleWords.keys()] }) };
}

function parseAssign(rest: string): Parsed {
  const { person, rest: words } = takeMention(rest);
  const step = unquoted(words.replace(/^to\s+|\s+to$/gi, ''));
  if (!person) return { misuse: 'Say who takes the step, with @.' };
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

const kindWords: Map<string, ChangeKind> = new Map<string, ChangeKind>([
  ...changeKinds.map((kind): [string, ChangeKind] => [kind, kind]),
  ['deploy', 'code'],
  ['release', 'code'],
  ['weights', 'model'],
  ['route', 'router'],
]);

function parseChange(rest: string): Parsed {
  const { word, rest: summary } = firstWord(rest);
  if (word === '') return { misuse: `Say what kind of thing changed, and what: ${changeKinds.join(', ')}.` };
  const kind = kindWords.get(word.toLowerCase());
  if (!kind)
    return {
      misuse: notOneOf({ word, what: 'kind of change', of: changeKinds, words: [...kindWords.keys()] }),
    };
  if (summary === '') return { misuse: `Say what changed about the ${kind}.` };
  const versions = /(\S{1,80})\s{0,4}(?:→|->|=>)\s{0,4}(\S{1,80})/.exec(summary.slice(0, 2000));
  const moved = versions?.[1] && versions[2] ? { from: versions[1], to: versions[2] } : {};
  return { command: 'change', kind, summary: unquoted(summary), ...moved };
}

function parseEvidence(rest: string): Parsed {
  const colon = rest.search(/:\s/);
  if (rest === '') return { command: 'evidence' };
  if (colon <= 0 || colon > 80) return { command: 'evidence', content: unquoted(rest) };
  return {
    command: 'evidence',
    title: unquoted(rest.slice(0, colon)),
    content: unquoted(rest.slice(colon + 1)),
  };
}

function parseTimeline(rest: string): Parsed {
  if (rest === '') return { command: 'timeline' };
  const count = /^\d{1,4}$/.exec(rest)?.[0];
  if (count === undefined || Number(count) === 0) return { misuse: 'Say how many entries, as a number.' };
  return { command: 'timeline', count: Number(count) };
}

function parseReadiness(rest: string): Parsed {
  const { word, rest: more } = firstWord(rest);
  if (more !== '') return { misuse: 'Name one system, or none to see them all.' };
  return word === '' ? { command: 'readiness' } : { command: 'readiness', system: word };
}

function parseResolve(rest: string): Parsed {
  if (rest === '') return { command: 'resolve' };
  const { word, rest: reason } = firstWord(rest);
  if (word.toLowerCase().replace(/:$/, '') !== 'override') {
    return { misuse: 'To resolve against the metrics, write “override” and the reason.' };
  }
  const override = reasonOf(reason);
  return override === ''
    ? { misuse: 'An override needs its reason: it stands on the record with your name.' }
    : { command: 'resolve', override };
}

/** “There is no role “scrib”.”, with the nearest role and all there are. */
function notOneOf(choice: { word: string; what: string; of: readonly string[]; words?: string[] }): string {
  const word = choice.word.slice(0, longestWord);
  const suggestion = suggest(word, choice.words ?? choice.of, 'quotes');
  return `There is no ${choice.what} “${word}”.${suggestion ? ` ${suggestion}` : ''} Choose from: ${choice.of.join(', ')}.`;
}
