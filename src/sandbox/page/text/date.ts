/**
 * Slack's date tokens (docs.slack.dev, "Formatting text for app surfaces", date formatting) and the times of
 * messages, all in the zone of the person who reads them.
 */

const DAY_MS = 86_400_000;

/** The moment of a message; `ts` is Slack's "seconds.micros". */
export function momentOf(ts: string): Date {
  return new Date(Number.parseFloat(ts) * 1000);
}

/** "14:05" in that zone. */
export function clockTime(at: Date, tz: string): string {
  return format(at, tz, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
}

/** "Monday, 17 February" — the line between two days of a conversation. */
export function dayName(at: Date, tz: string): string {
  return format(at, tz, { weekday: 'long', day: 'numeric', month: 'long' });
}

/** "17 February 2025, 14:05:09" for the title of a time. */
export function fullTime(at: Date, tz: string): string {
  const day = format(at, tz, { day: 'numeric', month: 'long', year: 'numeric' });
  return `${day}, ${secondsTime(at, tz)} (${tz})`;
}

/** Writes a `<!date^seconds^pattern^link|fallback>` pattern; unknown tokens stay as they are. */
export function formatDateToken(input: { seconds: number; pattern: string; tz: string; now: Date }): string {
  const at = new Date(input.seconds * 1000);
  const write = (options: Intl.DateTimeFormatOptions) => format(at, input.tz, options);
  const short = write({ day: 'numeric', month: 'short', year: 'numeric' });
  const long = write({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
  const plain = write({ day: 'numeric', month: 'long', year: 'numeric' });
  const near = nearDay(at, input.now, input.tz);
  const tokens: Record<string, string> = {
    '{date_num}': isoDay(at, input.tz),
    '{date_slash}': isoDay(at, input.tz).replaceAll('-', '/'),
    '{date_long_pretty}': near ?? long,
    '{date_short_pretty}': near ?? short,
    '{date_pretty}': near ?? plain,
    '{date_long_full}': long,
    '{date_long}': long,
    '{date_short}': short,
    '{date}': plain,
    '{day_divider_pretty}': near ?? dayName(at, input.tz),
    '{time_secs}': secondsTime(at, input.tz),
    '{time}': clockTime(at, input.tz),
    '{ago}': ago(at, input.now),
  };
  return input.pattern.replace(/\{[a-z_]+\}/g, (token) => tokens[token] ?? token);
}

function format(at: Date, tz: string, options: Intl.DateTimeFormatOptions): string {
  if (Number.isNaN(at.getTime())) return '';
  return new Intl.DateTimeFormat('en-GB', { ...options, timeZone: tz }).format(at);
}

function secondsTime(at: Date, tz: string): string {
  return format(at, tz, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
}

/** "2025-02-17" in that zone; also the key that tells two days apart. */
export function isoDay(at: Date, tz: string): string {
  if (Number.isNaN(at.getTime())) return '';
  return new Intl.DateTimeFormat('en-CA', {
    timeZone: tz,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(at);
}

function nearDay(at: Date, now: Date, tz: string): string | null {
  const day = isoDay(at, tz);
  if (day === isoDay(now, tz)) return 'today';
  if (day === isoDay(new Date(now.getTime() - DAY_MS), tz)) return 'yesterday';
  if (day === isoDay(new Date(now.getTime() + DAY_MS), tz)) return 'tomorrow';
  return null;
}

function ago(at: Date, now: Date): string {
  const minutes = Math.round((now.getTime() - at.getTime()) / 60_000);
  if (minutes === 0) return 'just now';
  const amount =
    Math.abs(minutes) < 120 ? `${Math.abs(minutes)} min` : `${Math.round(Math.abs(minutes) / 60)} h`;
  return minutes >= 0 ? `${amount} ago` : `in ${amount}`;
}
