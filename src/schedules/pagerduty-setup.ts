import * as z from 'zod';
import { ScheduleError } from '../errors.ts';
import { asking, type PagerDutyOptions } from './pagerduty.ts';

/** A schedule of PagerDuty, for a rotation that reads it. */
export interface PagerDutySchedule {
  id: string;
  name: string;
  zone: string;
}

/** A level of an escalation policy: users and schedules by id, and how many minutes until the next. */
export interface PagerDutyRung {
  users: { id: string; name: string; email?: string }[];
  schedules: string[];
  minutes: number;
}

export interface PagerDutySetup {
  schedules: PagerDutySchedule[];
  policies: { id: string; name: string; rungs: PagerDutyRung[] }[];
}

const more = z.boolean().nullish();
const scheduleList = z.object({
  schedules: z.array(z.object({ id: z.string(), name: z.string(), time_zone: z.string().nullish() })),
  more,
});
const target = z.object({
  id: z.string(),
  type: z.string(),
  summary: z.string().nullish(),
  name: z.string().nullish(),
  email: z.string().nullish(),
});
const policyList = z.object({
  escalation_policies: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      escalation_rules: z.array(
        z.object({ escalation_delay_in_minutes: z.number(), targets: z.array(target) }),
      ),
    }),
  ),
  more,
});

/** PagerDuty gives at most a hundred at once. */
const [pageSize, mostPages] = [100, 20];

/**
 * Reads all schedules and escalation policies, with a token that may read alone.
 * @throws ScheduleError with what PagerDuty says, or that there are too many
 */
export async function readPagerDutySetup(options: PagerDutyOptions): Promise<PagerDutySetup> {
  const ask = asking(options);
  async function all<T extends { more?: boolean | null | undefined }>(
    path: string,
    shape: z.ZodType<T>,
    what: string,
  ): Promise<T[]> {
    const pages: T[] = [];
    while (pages.length < mostPages) {
      const query: [string, string][] = [
        ['limit', String(pageSize)],
        ['offset', String(pages.length * pageSize)],
        ...(path === 'escalation_policies' ? [['include[]', 'targets'] as [string, string]] : []),
      ];
      const page = await ask(path, shape, { query, what });
      pages.push(page);
      if (page.more !== true) return pages;
    }
    throw new ScheduleError(`PagerDuty has more than ${mostPages * pageSize} ${what}`);
  }
  const schedules = (await all('schedules', scheduleList, 'schedules')).flatMap((page) => page.schedules);
  const policies = (await all('escalation_policies', policyList, 'escalation policies')).flatMap(
    (page) => page.escalation_policies,
  );
  return {
    schedules: schedules.map(({ id, name, time_zone }) => ({ id, name, zone: time_zone || 'UTC' })),
    policies: policies.map(({ id, name, escalation_rules }) => ({
      id,
      name,
      rungs: escalation_rules.map((rule) => ({
        users: rule.targets.filter(({ type }) => type.startsWith('user')).map(userOf),
        schedules: rule.targets.filter(({ type }) => type.startsWith('schedule')).map((one) => one.id),
        minutes: rule.escalation_delay_in_minutes,
      })),
    })),
  };
}

function userOf({ id, summary, name, email }: z.output<typeof target>) {
  return { id, name: name || summary || id, ...(email && { email }) };
}
