import * as z from 'zod';
import type { ScheduleSource } from '../domain/oncall/elsewhere.ts';
import type { KeptTurn, Named } from '../domain/oncall/recognise.ts';
import { ScheduleError } from '../errors.ts';
import { readWhole } from '../http/answer.ts';
import { jsonIn } from '../http/json.ts';
import type { ReadSchedule, Wanted } from '../ports/schedules.ts';

export interface PagerDutyOptions {
  /** A token that may read is enough; without one every question fails with what to set. */
  token?: string | undefined;
  url: string;
  fetch?: typeof fetch;
  /** Default 5 s. */
  timeoutMs?: number;
}

type Source = Extract<ScheduleSource, { kind: 'pagerduty' }>;

const user = z.object({ id: z.string(), summary: z.string().nullish(), email: z.string().nullish() });
const instant = z.string().transform((text, ctx) => {
  const at = Date.parse(text);
  if (Number.isNaN(at)) ctx.addIssue({ code: 'custom', message: 'a time' });
  return at;
});
const scheduleAnswer = z.object({
  schedule: z.object({
    final_schedule: z.object({
      rendered_schedule_entries: z.array(z.object({ start: instant, end: instant, user: user.nullish() })),
    }),
  }),
});
const usersAnswer = z.object({ users: z.array(user) });
const onCallsAnswer = z.object({
  oncalls: z.array(
    z.object({
      user,
      escalation_level: z.number(),
      // null: always, or for good
      start: instant.nullable(),
      end: instant.nullable(),
    }),
  ),
  more: z.boolean().nullish(),
});

const limit = 4 * 1024 * 1024;
/** PagerDuty gives at most a hundred at once. Who has more than two thousand in three weeks asks for something else. */
const [pageSize, mostPages] = [100, 20];

/**
 * Reads schedules by PagerDuty's REST API v2: `GET /schedules/{id}`, whose final schedule is what layers, overrides and
 * restrictions come to, and `GET /oncalls` for a level of an escalation policy.
 * Source: developer.pagerduty.com/api-reference.
 */
export function pagerDutySchedules(options: PagerDutyOptions): ReadSchedule<Source> {
  const ask = asking(options);
  return (source, wanted) =>
    'schedule' in source ? readSchedule(ask, source.schedule, wanted) : readPolicy(ask, source, wanted);
}

type Ask = <T>(
  path: string,
  shape: z.ZodType<T>,
  about: { query: [string, string][]; what: string },
) => Promise<T>;

async function readSchedule(ask: Ask, id: string, { from, to, people }: Wanted): Promise<KeptTurn[]> {
  const what = `schedule ${id}`;
  const query = spanOf(from, to);
  const path = `schedules/${encodeURIComponent(id)}`;
  const { schedule } = await ask(path, scheduleAnswer, { query, what });
  const entries = schedule.final_schedule.rendered_schedule_entries;
  const known = new Set(people.map(({ pagerduty }) => pagerduty));
  const isStrange = entries.some((entry) => entry.user && !known.has(entry.user.id));
  // References have no address; one more question tells those of everybody in the schedule.
  const { users } = isStrange
    ? await ask(`${path}/users`, usersAnswer, { query, what })
    : { users: [] as z.output<typeof user>[] };
  return entries.flatMap(({ user: one, start, end }) => {
    if (!one) return [];
    const whole = users.find(({ id: other }) => other === one.id);
    return [{ who: named({ ...one, email: one.email ?? whole?.email }), from: start, to: end }];
  });
}

async function readPolicy(
  ask: Ask,
  { policy, level }: Extract<Source, { policy: string }>,
  { from, to }: Wanted,
): Promise<KeptTurn[]> {
  const what = `escalation policy ${policy}`;
  const turns: KeptTurn[] = [];
  for (let page = 0; page < mostPages; page++) {
    const query: [string, string][] = [
      ...spanOf(from, to),
      ['escalation_policy_ids[]', policy],
      ['include[]', 'users'],
      ['limit', String(pageSize)],
      ['offset', String(page * pageSize)],
    ];
    const { oncalls, more } = await ask('oncalls', onCallsAnswer, { query, what });
    for (const { escalation_level, user: one, start, end } of oncalls)
      if (escalation_level === level) turns.push({ who: named(one), from: start ?? from, to: end ?? to });
    if (more !== true) return turns;
  }
  throw new ScheduleError(`PagerDuty gives more than ${mostPages * pageSize} entries for ${what}`);
}

function spanOf(from: number, to: number): [string, string][] {
  return [
    ['since', new Date(from).toISOString()],
    ['until', new Date(to).toISOString()],
    ['time_zone', 'UTC'],
  ];
}

function named({ id, summary, email }: z.output<typeof user>): Named {
  return {
    shown: `${summary || email || 'a user'} (${id})`,
    pagerduty: id,
    ...(email && { emails: [email] }),
  };
}

/** Asks once. PagerDuty is asked again in a minute, so nothing is repeated here. */
export function asking({ token, url, fetch: send = fetch, timeoutMs = 5000 }: PagerDutyOptions): Ask {
  const base = url.replace(/\/+$/, '');
  return async (path, shape, { query, what }) => {
    if (!token) throw new ScheduleError('PAGERDUTY_API_TOKEN is not set, so PagerDuty was not asked');
    const answer = await send(`${base}/${path}?${new URLSearchParams(query)}`, {
      headers: {
        accept: 'application/vnd.pagerduty+json;version=2',
        authorization: `Token token=${token}`,
        'user-agent': 'airb',
      },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    }).catch((error: unknown) => {
      throw new ScheduleError('PagerDuty does not answer', error);
    });
    const { status } = answer;
    if (!answer.ok) {
      await answer.body?.cancel().catch(() => undefined);
      throw new ScheduleError(refusals[status]?.(what) ?? `PagerDuty answered ${status}`);
    }
    const text = await readWhole(answer, limit).catch((error: unknown) => {
      throw new ScheduleError('the answer of PagerDuty broke off', error);
    });
    const parsed = shape.safeParse(jsonIn(text));
    if (parsed.success) return parsed.data;
    const where = parsed.error.issues[0]?.path.join('.') || 'the whole';
    throw new ScheduleError(`PagerDuty's answer about ${what} is not as documented: ${where}`);
  };
}

const refusals: Readonly<Record<number, (what: string) => string>> = {
  401: () => 'PagerDuty refuses PAGERDUTY_API_TOKEN',
  403: (what) => `PAGERDUTY_API_TOKEN may not read ${what}`,
  404: (what) => `PagerDuty has no ${what}`,
  429: () => 'PagerDuty was asked too often and wants to be left alone for a while',
};
