import type { Rejection } from '../incident/commands.ts';
import { clockTime, type Duration, day, hour, type Instant, minute, second } from '../time.ts';
import { withoutQuoted } from './signs.ts';

/** When something was, as somebody said it: so long ago, or at a time of day in UTC. */
export type SaidTime = { ago: Duration } | { clock: Duration; daysBack: 0 | 1 };

const units: [RegExp, Duration][] = [
  [/^s/i, second],
  [/^m/i, minute],
  [/^h/i, hour],
  [/^d/i, day],
];

const unit = '(s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)';
const ago = new RegExp(
  `(?:about\\s|~)?\\b(\\d{1,4}(?:[.,]\\d)?|half\\s+an?|an?|one)\\s?${unit}(?:\\s?(?:and\\s)?(\\d{1,2})\\s?(?:m|mins?|minutes?)?)?\\s+(?:ago|earlier)\\b`,
  'gi',
);
const clock =
  /(?<=^|[\s,(])(?:(yesterday|today)[\s,]+)?(?:(?:at|@)\s*)?(\d{1,2})(?::(\d{2})(?::\d{2})?)?\s?([ap]m)?(?:\s?(?:utc|gmt|z))?(?=[\s,.;)]|$)(?:,?\s+(yesterday|today)\b)?/gi;
const elsewhere =
  /\d{1,2}:\d{2}\s?(?:[ap]m\s?)?(?:[CEW]ES?T|BST|[ECMP][SD]T|IST|JST|KST|AE[SD]T|UTC\s?[+-]\d|GMT\s?[+-]\d|[+-]\d{2}:?\d{2})\b/i;
const vague =
  /\bago\b|\byesterday\b(?!['’]s)|\btomorrow\b(?!['’]s)|\b(?:last|this|next)\s+(?:night|morning|afternoon|evening|week|month)\b|\bin\s+\d+\s?(?:min|minutes?|h|hours?)$/i;

const ways = 'Write `40 min ago`, `at 14:02` or `yesterday 14:02`, in UTC';

/**
 * Takes the time out of what somebody says changed.
 * @returns the text without it, or a question: a time that is only half understood is not taken for now
 */
export function takeTime(text: string): { when?: SaidTime; rest: string } | { misuse: string } {
  const masked = withoutQuoted(text);
  if (elsewhere.test(masked)) return { misuse: `airb reads times in UTC only. ${ways}.` };
  const found = [...durations(masked), ...clocks(masked)];
  if (found.some(({ when }) => when === undefined)) return { misuse: `That is no time of day. ${ways}.` };
  if (found.length > 1)
    return { misuse: `Two times are named: which is it? ${ways}; put the other in quotes.` };
  const [one] = found;
  const rest = one === undefined ? text : `${text.slice(0, one.start)} ${text.slice(one.end)}`;
  if (vague.test(withoutQuoted(rest).trim())) return { misuse: `When was it? ${ways}.` };
  if (one?.when === undefined) return { rest: text.trim() };
  return { when: one.when, rest: rest.replace(/\s+/g, ' ').replace(/(?:^[\s,]+|[\s,]+$|\s+at$)/gi, '') };
}

/** The moment that was meant. One that has not come yet is asked about, never taken for now. */
export function momentOf(when: SaidTime | undefined, now: Instant): { at: Instant } | Rejection {
  if (when === undefined) return { at: now };
  if ('ago' in when) return { at: now - when.ago };
  const midnight = now - (now % day);
  const at = midnight - when.daysBack * day + when.clock;
  // Clocks differ by seconds, and people write the minute that is just beginning.
  if (at <= now + minute) return { at: Math.min(at, now) };
  return {
    rejected: `It is ${clockTime(now)} UTC, so ${clockTime(at)} UTC is still to come. Nothing was noted: when was it?`,
    next: `Say it in UTC, as “yesterday ${clockTime(at)}” or “40 min ago”.`,
  };
}

type Found = { start: number; end: number; when: SaidTime | undefined };

function durations(text: string): Found[] {
  return [...text.matchAll(ago)].map((match) => {
    const [whole, amount = '', unitWord = '', more] = match;
    const size = units.find(([pattern]) => pattern.test(unitWord))?.[1] ?? minute;
    const many = /^half/i.test(amount)
      ? 0.5
      : /^(?:an?|one)$/i.test(amount)
        ? 1
        : Number(amount.replace(',', '.'));
    return {
      start: match.index,
      end: match.index + whole.length,
      when: { ago: Math.round(many * size) + Number(more ?? 0) * minute },
    };
  });
}

/** Times of day. A number alone is one only with `am` or `pm`. */
function clocks(text: string): Found[] {
  return [...text.matchAll(clock)]
    .filter(([, , , minutes, half]) => minutes !== undefined || half !== undefined)
    .map((match) => {
      const [whole, before, hours = '', minutes = '0', half, after] = match;
      const said = timeOfDay(Number(hours), Number(minutes), half?.toLowerCase());
      const daysBack = (before ?? after)?.toLowerCase() === 'yesterday' ? 1 : 0;
      return {
        start: match.index,
        end: match.index + whole.length,
        when: said === undefined ? undefined : { clock: said, daysBack },
      };
    });
}

function timeOfDay(hours: number, minutes: number, half: string | undefined): Duration | undefined {
  if (minutes > 59 || hours > 23 || (half !== undefined && (hours < 1 || hours > 12))) return undefined;
  const shifted = half === undefined ? hours : (hours % 12) + (half === 'pm' ? 12 : 0);
  return shifted * hour + minutes * minute;
}
