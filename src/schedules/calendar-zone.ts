import type ICAL from 'ical.js';
import { isZone, momentOf } from '../domain/oncall/wall-time.ts';
import type { Instant } from '../domain/time.ts';
import { ScheduleError } from '../errors.ts';

/** Turns a time of a calendar into a moment. */
export type MomentOf = (time: ICAL.Time) => Instant;

/**
 * How times of one property are meant. A zone the tz database knows is taken from there, because what feeds write about
 * daylight saving is often out of date; any other as the feed describes it.
 * @param otherwise the zone of times without one
 * @throws ScheduleError where the feed names a zone that nobody describes
 */
export function zoneOf(
  property: ICAL.Property,
  { root, otherwise }: { root: ICAL.Component; otherwise: string },
): MomentOf {
  const given = property.getParameter('tzid');
  const name = typeof given === 'string' ? given : undefined;
  const iana = name === undefined ? otherwise : ianaIn(name);
  const described = name !== undefined && iana === undefined ? root.getTimeZoneByID(name) : null;
  if (name !== undefined && iana === undefined && described === null)
    throw new ScheduleError(
      `the calendar names the time zone “${name.slice(0, 60)}” and does not describe it`,
    );
  return (time) => {
    if (!time.isDate && time.zone?.tzid === 'UTC') return time.toUnixTime() * 1000;
    if (described === null) return wallMoment(time, iana ?? otherwise);
    const there = time.clone();
    there.zone = described;
    return there.toUnixTime() * 1000;
  };
}

/** The zone a calendar says that it is in; undefined where it says none that the tz database knows. */
export function zoneIn(root: ICAL.Component): string | undefined {
  const given = root.getFirstPropertyValue('x-wr-timezone');
  return typeof given === 'string' ? ianaIn(given) : undefined;
}

function wallMoment({ year, month, day, hour, minute }: ICAL.Time, zone: string): Instant {
  const two = (part: number) => String(part).padStart(2, '0');
  const date = `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`;
  return momentOf(date, `${two(hour)}:${two(minute)}`, zone);
}

/** `Europe/Lisbon`, also out of `/freeassociation.sourceforge.net/Europe/Lisbon`. */
function ianaIn(name: string): string | undefined {
  const parts = name.split('/').filter(Boolean);
  const candidates = parts.map((_, n) => parts.slice(n).join('/'));
  return candidates.find((one) => (one.includes('/') || one === 'UTC') && isZone(one));
}
