import { type Correctable, correctable } from '../incident/events.ts';
import { suggest } from '../suggest.ts';
import { day, hour, minute } from '../time.ts';
import type { Intent } from './intent.ts';
import type { MilestoneTime } from './milestone-time.ts';
import { longestWord, notOneOf } from './one-of.ts';
import { firstWord, reasonOf } from './words.ts';

type Parsed = Intent | { misuse: string; help?: true };

const deeds = ['time', 'edit', 'publish'] as const;

const milestoneWords: Map<string, Correctable> = new Map<string, Correctable>([
  ...correctable.map((name): [string, Correctable] => [name, name]),
  ['started', 'felt'],
  ['start', 'felt'],
  ['began', 'felt'],
  ['impact', 'felt'],
  ['detection', 'detected'],
  ['noticed', 'detected'],
  ['ack', 'acknowledged'],
  ['acked', 'acknowledged'],
  ['diagnosis', 'diagnosed'],
  ['mitigated', 'contained'],
  ['containment', 'contained'],
  ['recovery', 'recovered'],
]);

/** Moments of airb itself, which nobody can know better than its log. */
const recorded: ReadonlySet<string> = new Set(['opened', 'declared', 'resolved', 'drafted', 'published']);

/** `postmortem`, `postmortem edit`, `postmortem publish`, `postmortem time contained 14:21 from the deploy log`. */
export function parsePostmortem(text: string): Parsed {
  const match = /^(?:#|inc-?)?(\d{1,9})(?=\s|$)\s*/i.exec(text);
  const incident = match?.[1] === undefined ? {} : { incident: Number(match[1]) };
  const { word, rest } = firstWord(match ? text.slice(match[0].length) : text);
  if (word === '') return { command: 'postmortem', ...incident };
  const deed = deeds.find((known) => known === word.toLowerCase());
  if (deed === undefined) {
    const near = suggest(word.slice(0, longestWord), deeds, 'quotes');
    return {
      misuse: `\`postmortem\` does not take “${word.slice(0, longestWord)}”, and nothing was done.${near ? ` ${near}` : ''}`,
      help: true,
    };
  }
  if (deed === 'time') return parseTime(rest, incident);
  if (rest !== '')
    return {
      misuse: `\`postmortem ${deed}\` does not take “${rest.slice(0, longestWord)}”, and nothing was done.`,
      help: true,
    };
  return { command: 'postmortem', deed, ...incident };
}

function parseTime(text: string, incident: { incident?: number }): Parsed {
  const { word, rest } = firstWord(text);
  if (word === '') return { command: 'postmortem', deed: 'time', ...incident };
  const milestone = milestoneMeant(word);
  if (typeof milestone === 'object') return { ...milestone, help: true };
  if (rest === '') return { command: 'postmortem', deed: 'time', milestone, ...incident };
  const time = takeMilestoneTime(rest);
  if ('misuse' in time) return { misuse: time.misuse, help: true };
  const why = reasonOf(time.rest);
  return { command: 'postmortem', deed: 'time', milestone, when: time.when, why, ...incident };
}

/** The milestone that a word names, or why it names none. */
export function milestoneMeant(word: string): Correctable | { misuse: string } {
  const name = word.toLowerCase().replace(/:$/, '');
  const milestone = milestoneWords.get(name);
  if (milestone !== undefined) return milestone;
  if (recorded.has(name))
    return {
      misuse: `When it was ${name} is airb’s own record and stays. What can be corrected: ${correctable.join(', ')}.`,
    };
  return {
    misuse: notOneOf({ word, what: 'milestone', of: correctable, words: [...milestoneWords.keys()] }),
  };
}

const clock =
  /^(?:(?:at|@)\s*)?(?:(\d{4}-\d{2}-\d{2})[T\s]+)?([01]?\d|2[0-3]):([0-5]\d)(?::\d{2})?\s?(?:utc|gmt|z)?(?=[\s,.:;)]|$)[\s,.:;)]*/i;
const shift =
  /^(?:about\s+|~)?(\d{1,4})\s?(m|mins?|minutes?|h|hrs?|hours?|d|days?)\s+(earlier|later|before|after|ago)(?=[\s,.:;]|$)[\s,.:;]*/i;
const zone = /^(?:[ap]\.?m\b|[CEW]ES?T\b|BST\b|[ECMP][SD]T\b|IST\b|JST\b|[+-]\d)/i;

/** Takes the time that begins a text; one that is only half understood is asked about. */
export function takeMilestoneTime(text: string): { when: MilestoneTime; rest: string } | { misuse: string } {
  const moved = shift.exec(text);
  if (moved) {
    const [whole, amount = '', unit = '', way = ''] = moved;
    const by = Number(amount) * (/^m/i.test(unit) ? minute : /^h/i.test(unit) ? hour : day);
    const rest = text.slice(whole.length);
    if (/^ago$/i.test(way)) return { when: { ago: by }, rest };
    return { when: { shift: /^(?:earlier|before)$/i.test(way) ? -by : by }, rest };
  }
  const said = clock.exec(text);
  const rest = said ? text.slice(said[0].length) : '';
  const midnight = said?.[1] === undefined ? undefined : Date.parse(`${said[1]}T00:00:00Z`);
  if (!said || zone.test(rest) || Number.isNaN(midnight))
    return {
      misuse: `“${text.slice(0, longestWord)}” does not begin with a time in UTC, and nothing was corrected. Write \`14:02\`, \`2026-03-01 14:02\` or \`20 min earlier\`.`,
    };
  const [, , hours, minutes] = said;
  const ofDay = Number(hours) * hour + Number(minutes) * minute;
  return { when: { clock: ofDay, ...(midnight !== undefined && { date: midnight }) }, rest };
}
