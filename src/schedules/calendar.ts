import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ScheduleSource } from '../domain/oncall/elsewhere.ts';
import { ScheduleError } from '../errors.ts';
import { readWhole } from '../http/answer.ts';
import { judgedFetch } from '../http/judged-fetch.ts';
import { isPrivateAddress } from '../http/private.ts';
import { insideIn } from '../http/unanswered.ts';
import type { ReadSchedule } from '../ports/schedules.ts';
import { turnsInCalendar } from './calendar-turns.ts';

export interface CalendarOptions {
  /** The runbooks folder, for feeds that are files. */
  dir: string;
  /** What addresses may name: they are often secrets. */
  env: Readonly<Record<string, string | undefined>>;
  /** Judges where an address leads. */
  fetch?: typeof fetch;
  /** Default 10 s. */
  timeoutMs?: number;
}

/** A calendar of ten people over ten years is below 2 MB. */
const limit = 4 * 1024 * 1024;
const placeholder = /\$\{([A-Z][A-Z0-9_]*)\}/g;

/** Reads iCalendar feeds, from an address or from a file below the runbooks folder. */
export function calendarSchedules(
  options: CalendarOptions,
): ReadSchedule<Extract<ScheduleSource, { kind: 'calendar' }>> {
  return async ({ at }, wanted) => {
    const text = isFile(at)
      ? await readFeed(options.dir, at)
      : await fetchFeed(addressOf(at, options), options);
    return turnsInCalendar(text, wanted);
  };
}

function isFile(at: string): boolean {
  return !/^https?:|^\$\{/.test(at);
}

function addressOf(text: string, { env }: CalendarOptions): URL {
  const missing = [...text.matchAll(placeholder)].map(([, name = '']) => name).filter((name) => !env[name]);
  if (missing.length > 0)
    throw new ScheduleError(`${missing.join(', ')} is not set, so no calendar was asked for`);
  // Calendars are handed out as webcal:, which is https.
  const address = text
    .replace(placeholder, (_, name: string) => env[name] ?? '')
    .replace(/^webcals?:/i, 'https:');
  if (!URL.canParse(address) || !/^https?:$/.test(new URL(address).protocol))
    throw new ScheduleError('the address of the calendar is not a web address');
  return new URL(address);
}

/** Only the host is ever told: the rest of such an address opens the calendar. */
async function fetchFeed(url: URL, options: CalendarOptions): Promise<string> {
  const { fetch: send = judgedFetch(), timeoutMs = 10_000 } = options;
  const answer = await send(url, {
    headers: { accept: 'text/calendar, */*;q=0.1', 'user-agent': 'airb' },
    redirect: 'manual',
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: unknown) => {
    throw new ScheduleError(insideIn(error)?.message ?? `${url.host} does not answer`, error);
  });
  if (!answer.ok) {
    await answer.body?.cancel().catch(() => undefined);
    throw new ScheduleError(refusal(answer, url));
  }
  return readWhole(answer, limit).catch((error: unknown) => {
    throw new ScheduleError(`the calendar of ${url.host} broke off, or is longer than 4 MB`, error);
  });
}

function refusal({ status, headers }: Response, from: URL): string {
  if (status < 300 || status >= 400) return `${from.host} answered ${status}`;
  const location = headers.get('location');
  const to = location !== null && URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  if (to === undefined) return `${from.host} answered with a redirect, which is not followed`;
  const where = isPrivateAddress(to.hostname) ? `${to.host}, a private address` : to.host;
  return `${from.host} answered with a redirect to ${where}, which is not followed`;
}

async function readFeed(dir: string, path: string): Promise<string> {
  const file = join(dir, path);
  try {
    const { size } = await stat(file);
    if (size > limit) throw new ScheduleError(`${path} is longer than 4 MB`);
    return await readFile(file, 'utf8');
  } catch (error) {
    if (error instanceof ScheduleError) throw error;
    throw new ScheduleError(`${path} can't be read`, error);
  }
}
