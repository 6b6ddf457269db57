import type { Elsewhere } from '../domain/oncall/elsewhere.ts';
import { isUnknown, type Rotation } from '../domain/oncall/rotation.ts';
import { inSeries } from '../domain/plain.ts';
import type { Instant } from '../domain/time.ts';

/** `Tue 24 Nov 09:00`, as clocks in the zone show it; for texts that can't follow the reader's zone. */
export function momentWords(at: Instant, timeZone: string): string {
  const shown = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
  return shown.format(at).replaceAll(',', '');
}

/** Where a schedule is kept, at the beginning of a sentence. */
export const keptWords: Record<Elsewhere, string> = {
  pagerduty: 'PagerDuty',
  calendar: 'The calendar',
  'slack-group': 'The Slack user group',
};

/**
 * Why rotations gave nobody to page: `nobody is on call in Support bot`. Of one whose schedule is kept elsewhere and never
 * answered, that is not known.
 */
export function emptyWords(ids: readonly string[], rotations: readonly Rotation[] = []): string {
  const named = ids.map((id) => {
    const rotation = rotations.find((one) => one.id === id);
    return { title: rotation?.title ?? id, unknown: rotation !== undefined && isUnknown(rotation) };
  });
  const empty = named.filter((one) => !one.unknown).map(({ title }) => title);
  const unknown = named.filter((one) => one.unknown).map(({ title }) => title);
  return [
    ...(empty.length > 0 ? [`nobody is on call in ${inSeries(empty)}`] : []),
    ...(unknown.length > 0 ? [`who is on call in ${inSeries(unknown)} is not known`] : []),
  ].join(', and ');
}
