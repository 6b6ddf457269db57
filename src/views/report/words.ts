import type { Trend } from '../../domain/report/distribution.ts';
import { type Distribution, enoughForP90 } from '../../domain/report/distribution.ts';
import type { Group, Grouping } from '../../domain/report/groups.ts';
import type { Period } from '../../domain/report/period.ts';
import type { Step, Tally } from '../../domain/report/tally.ts';
import { type Duration, day, type Instant, inWords, minute, second } from '../../domain/time.ts';

/** Stands where there is nothing to say a number of. A median of nothing is no 0. */
export const none = '–';

export const stepWords: Record<Step, string> = {
  acknowledged: 'acknowledge',
  diagnosed: 'diagnose',
  contained: 'contain',
  recovered: 'recover',
  resolved: 'resolve',
};

export const groupingWords: Record<Grouping, string> = {
  system: 'By system',
  kind: 'By kind of cause',
  month: 'By month',
};

export const kindWords: Record<Tally['containments'][number]['kind'], string> = {
  rollback: 'Rollback',
  fallback: 'Fallback',
  'safe-stop': 'Safe stop',
  pin: 'Pinned version',
  freeze: 'Freeze',
  throttle: 'Throttle',
  reroute: 'Reroute',
  review: 'Human review',
  cache: 'Cache',
};

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `30 Nov 2026`. */
export function dayWords(at: Instant): string {
  const date = new Date(at);
  return `${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** `31 Oct to 30 Nov 2026`. */
export function periodWords({ from, to }: Period): string {
  const [first, last] = [dayWords(from), dayWords(to)];
  const year = ` ${new Date(to).getUTCFullYear()}`;
  return `${first.endsWith(year) ? first.slice(0, -year.length) : first} to ${last}`;
}

/** `30 days`: whole ones, so that a period of 30 days is told as 30 at any hour; the day that has begun is not over. */
export function lengthWords({ from, to }: Period): string {
  return `${Math.max(1, Math.floor((to - from) / day))} days`;
}

/** A time it took; below a minute in seconds, and a second at least: it took some. */
export function tookWords(took: Duration | undefined): string {
  if (took === undefined) return none;
  return took < minute ? `${Math.max(1, Math.round(took / second))} s` : inWords(took);
}

/** `12 min (9)`: the median, with of how many. */
export function medianWords({ median, n }: Distribution): string {
  return median === undefined ? none : `${tookWords(median)} (${n})`;
}

/** `81 %`; of so few that a share would mislead, `3 of 4`. */
export function shareWords(part: number, of: number): string {
  if (of === 0) return none;
  return of < enoughForP90 ? `${part} of ${of}` : `${Math.round((part / of) * 100)} %`;
}

export function trendWords(trend: Trend): string {
  return 'share' in trend ? `${trend.is} by ${Math.round(trend.share * 100)} %` : trend.is;
}

/** What a row of groups is called; `*` marks a stretch of which only a part lies in the period. */
export function groupWords({ name, hidden, partial }: Group, by: Grouping | undefined): string {
  if (hidden) return 'private incidents';
  if (name === undefined) return 'no kind named';
  return by === 'system' || by === 'kind' ? name : `${stretchWords(name)}${partial ? '*' : ''}`;
}

/** `Jan 2026` of a month, `5 Jan` of a week. */
export function stretchWords(name: string): string {
  const month = name.length === 7;
  const at = Date.parse(`${name}${month ? '-01' : ''}T00:00:00Z`);
  const [, ...rest] = dayWords(at).split(' ');
  return month ? rest.join(' ') : dayWords(at).split(' ').slice(0, 2).join(' ');
}
