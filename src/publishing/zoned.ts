import { type Duration, day, hour, type Instant } from '../domain/time.ts';

const locales = ['en-GB', 'en-US', 'en-CA', 'en-AU', 'en-IN'];

/** Writes times for readers of one zone, and names the zone with each. */
export interface Zoned {
  /** `14:10 CET`; with the day where that is not the day of `now`. */
  time(at: Instant): string;
  /** `17 Feb 2025, 14:10 CET`. */
  full(at: Instant): string;
  /** Text with every `14:10 UTC` in it followed by the time of the zone: people write, and the log counts, in UTC. */
  text(text: string): string;
}

/**
 * @param zone an IANA zone; one that this Node does not know is UTC
 * @param now tells which day a bare time is of
 */
export function zoned(zone: string, now: Instant): Zoned {
  const timeZone = isKnown(zone) ? zone : 'UTC';
  const parts = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en-GB', { timeZone, ...options });
  const clock = parts({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const date = parts({ day: 'numeric', month: 'short' });
  const whole = parts({ day: 'numeric', month: 'short', year: 'numeric' });
  const at = (instant: Instant) => `${clock.format(instant)} ${nameOf(timeZone, instant)}`;
  const time = (instant: Instant) =>
    date.format(instant) === date.format(now) ? at(instant) : `${date.format(instant)}, ${at(instant)}`;
  return {
    time,
    full: (instant) => `${whole.format(instant)}, ${at(instant)}`,
    text: (text) =>
      timeZone === 'UTC'
        ? text
        : text.replace(
            /\b([01]\d|2[0-3]):([0-5]\d) UTC\b/g,
            (said, hours: string, minutes: string) =>
              `${said} (${time(momentOf(Number(hours), Number(minutes), now))})`,
          ),
  };
}

/** A letter tells of what was, and of the next hours: so far ahead a bare time is of the day before. */
const ahead: Duration = 12 * hour;

function momentOf(hours: number, minutes: number, now: Instant): Instant {
  const moment = new Date(now).setUTCHours(hours, minutes, 0, 0);
  return moment > now + ahead ? moment - day : moment;
}

function isKnown(zone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en-GB', { timeZone: zone }));
  } catch {
    return false;
  }
}

/** Each kind of English has names for its own zones only; where none has one, the distance to GMT is the name. */
function nameOf(timeZone: string, at: Instant): string {
  const names = locales.map(
    (locale) =>
      new Intl.DateTimeFormat(locale, { timeZone, timeZoneName: 'short' })
        .formatToParts(at)
        .find(({ type }) => type === 'timeZoneName')?.value ?? timeZone,
  );
  return names.find((name) => !/^(?:GMT|UTC)[+-]/.test(name)) ?? names[0] ?? timeZone;
}
