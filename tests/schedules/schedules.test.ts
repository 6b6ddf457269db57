import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { dutyIn } from '../../src/domain/oncall/roster.ts';
import { shifts } from '../../src/domain/oncall/rotation.ts';
import type { Library } from '../../src/domain/runbooks/runbook.ts';
import { minute } from '../../src/domain/time.ts';
import { judgedFetch } from '../../src/http/judged-fetch.ts';
import { loadLibrary } from '../../src/library/load.ts';
import { calendarSchedules } from '../../src/schedules/calendar.ts';
import { pagerDutySchedules } from '../../src/schedules/pagerduty.ts';
import { createSchedules } from '../../src/schedules/schedules.ts';
import { slackGroupSchedules } from '../../src/schedules/slack-group.ts';
import { type RunbookFolder, runbookFolder } from '../library/folder.ts';
import { type Endpoint, endpoint } from '../support/endpoint.ts';
import { expectLog, testLog } from '../support/log.ts';

const begin = Date.parse('2026-11-25T12:00:00Z');

/** Files whose first line is kept elsewhere. */
function kept(source: string, more = ''): RunbookFolder {
  const folder = runbookFolder();
  const rotation = `rotations:\n  first-line:\n    title: First line\n    zone: Europe/Lisbon\n    source: ${source}\n${more}`;
  folder.edit('organization.yaml', /^commanders:/m, `${rotation}\ncommanders:`);
  folder.edit('organization.yaml', /^ {2}ana:\n/m, '  ana:\n    pagerduty: PANA123\n');
  return folder;
}

interface Means {
  memory?: Map<string, string>;
  url?: string;
  token?: string;
  group?: string[];
  env?: Record<string, string>;
}

/** A running airb's schedules, with a clock that is moved. */
function given(
  folder: RunbookFolder,
  { memory = new Map(), url = '', token = 'read-only', ...more }: Means = {},
) {
  const clock = { at: begin, now: () => clock.at };
  const { library, findings } = loadLibrary(folder.dir, { now: begin });
  if (library === undefined) throw new Error(findings.map(({ what }) => what).join('\n'));
  const schedules = createSchedules({
    library: () => library,
    clock,
    log: testLog,
    memory: {
      recall: async (key) => memory.get(key),
      remember: async (key, value) => void memory.set(key, value),
    },
    read: {
      pagerduty: pagerDutySchedules({ token, url }),
      calendar: calendarSchedules({ dir: folder.dir, env: more.env ?? {} }),
      'slack-group': slackGroupSchedules(
        more.group && { members: async () => more.group ?? [], setMembers: async () => undefined },
      ),
    },
  });
  const firstLine = () => rotationIn(schedules.fill(library));
  return { schedules, clock, firstLine, duty: () => dutyIn(firstLine(), clock.now()) };
}

function rotationIn({ organization }: Library) {
  const rotation = organization.rotations?.find(({ id }) => id === 'first-line');
  if (rotation === undefined) throw new Error('no rotation');
  return rotation;
}

const ana = { id: 'PANA123', type: 'user_reference', summary: 'Ana Lima' };
const dev = { id: 'PDEV456', type: 'user_reference', summary: 'Dev Patel' };

/** PagerDuty as documented: references in a schedule, addresses of its users at /users. */
async function pagerDuty(entries: { start: string; end: string; user: object | null }[]): Promise<Endpoint> {
  const server = await endpoint();
  onTestFinished(() => server.close());
  server.answer = (response, { path, headers }) => {
    const json = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (headers.authorization !== 'Token token=read-only') return json(401, { error: { code: 2006 } });
    const { pathname, searchParams } = new URL(path, 'http://pagerduty');
    if (!searchParams.get('since') || !searchParams.get('until')) return json(400, { error: {} });
    if (pathname === '/schedules/PSCHED1/users')
      return json(200, { users: [{ ...dev, type: 'user', email: 'Dev.Patel@example.com' }] });
    if (pathname === '/schedules/PSCHED1')
      return json(200, {
        schedule: {
          id: 'PSCHED1',
          time_zone: 'Europe/Lisbon',
          final_schedule: { rendered_schedule_entries: entries, rendered_coverage_percentage: 80 },
          schedule_layers: [],
        },
      });
    return json(404, { error: { message: 'Not Found', code: 2100 } });
  };
  return server;
}

const week = [
  { start: '2026-11-23T09:00:00Z', end: '2026-11-26T09:00:00Z', user: ana },
  // Overridden for half a day, and then a hole that a restriction leaves.
  { start: '2026-11-26T09:00:00Z', end: '2026-11-26T21:00:00Z', user: dev },
  { start: '2026-11-27T09:00:00Z', end: '2026-12-20T09:00:00Z', user: ana },
];

describe('a rotation that PagerDuty keeps', () => {
  it('has whom PagerDuty has: now, next and in no hole; by id, and by e-mail address', async () => {
    const { url } = await pagerDuty(week);
    const { schedules, duty } = given(kept('{ pagerduty: PSCHED1 }'), { url });
    await schedules.refresh();
    const { now, next, gaps, source } = duty();
    expect(now).toMatchObject({ person: 'ana', to: Date.parse('2026-11-26T09:00:00Z') });
    expect(next).toMatchObject({ person: 'dev' });
    expect(gaps).toEqual([
      { from: Date.parse('2026-11-26T21:00:00Z'), to: Date.parse('2026-11-27T09:00:00Z') },
    ]);
    expect(source).toMatchObject({ kept: 'pagerduty', answered: { at: begin, strangers: [] } });
  });

  it('counts overrides of the file before it', async () => {
    const { url } = await pagerDuty(week);
    const override =
      '    overrides: [{ person: finn, from: "2026-11-25 13:00", to: "2026-11-25 14:00", for: ana }]\n';
    const { schedules, firstLine } = given(kept('{ pagerduty: PSCHED1 }', override), { url });
    await schedules.refresh();
    const found = shifts(firstLine(), begin, begin + 3 * 60 * minute);
    expect(found.map(({ person }) => person)).toEqual(['ana', 'finn', 'ana']);
  });

  it('stays with the last answer while PagerDuty is down, over a restart too, and says from when it is', async () => {
    const memory = new Map<string, string>();
    const server = await pagerDuty(week);
    const folder = kept('{ pagerduty: PSCHED1 }');
    const first = given(folder, { url: server.url, memory });
    await first.schedules.refresh();
    const answer = server.answer;
    // 12:10 PagerDuty is down.
    expectLog(/on call: PagerDuty answered 503/);
    server.answer = (response) => response.writeHead(503).end();
    first.clock.at += 10 * minute;
    await first.schedules.refresh();
    expect(first.duty()).toMatchObject({
      now: { person: 'ana' },
      source: { answered: { at: begin }, failing: 'PagerDuty answered 503' },
    });
    // 12:11 airb starts again.
    const second = given(folder, { url: server.url, memory });
    await second.schedules.recall();
    expect(second.duty()).toMatchObject({ now: { person: 'ana' }, source: { answered: { at: begin } } });
    // 12:12 PagerDuty is back.
    server.answer = answer;
    second.clock.at += 12 * minute;
    await second.schedules.refresh();
    expect(second.duty().source).toMatchObject({ answered: { at: begin + 12 * minute } });
    expect(second.duty().source?.failing).toBeUndefined();
  });

  it('knows nobody where it never answered, and says why', async () => {
    const { url } = await pagerDuty(week);
    expectLog(/PagerDuty refuses PAGERDUTY_API_TOKEN/);
    const refused = given(kept('{ pagerduty: PSCHED1 }'), { url, token: 'revoked' });
    await refused.schedules.refresh();
    expect(refused.duty().source).toEqual({
      kept: 'pagerduty',
      failing: 'PagerDuty refuses PAGERDUTY_API_TOKEN',
    });
    expectLog(/PagerDuty has no schedule PGONE99/);
    const gone = given(kept('{ pagerduty: PGONE99 }'), { url });
    await gone.schedules.refresh();
    expect(gone.duty().now.person).toBeUndefined();
  });

  it('names whom nobody here matches, and gives their turn to nobody', async () => {
    const nina = { id: 'PNINA99', type: 'user_reference', summary: 'Nina Roe' };
    const { url } = await pagerDuty([
      { start: '2026-11-23T09:00:00Z', end: '2026-12-20T09:00:00Z', user: nina },
    ]);
    const { schedules, duty } = given(kept('{ pagerduty: PSCHED1 }'), { url });
    await schedules.refresh();
    expect(duty().source?.answered?.strangers).toEqual(['Nina Roe (PNINA99)']);
    expect(duty().now.person).toBeUndefined();
  });

  it('is asked once a minute at most', async () => {
    const server = await pagerDuty(week);
    const { schedules, clock } = given(kept('{ pagerduty: PSCHED1 }'), { url: server.url });
    await schedules.refresh();
    const asked = server.calls.length;
    clock.at += minute / 2;
    await schedules.refresh();
    expect(server.calls).toHaveLength(asked);
    clock.at += minute / 2;
    await schedules.refresh();
    expect(server.calls.length).toBeGreaterThan(asked);
  });
});

describe('a level of an escalation policy of PagerDuty', () => {
  it('has everybody of the level, page after page, also who is on call for good', async () => {
    const server = await endpoint();
    onTestFinished(() => server.close());
    server.answer = (response, { path }) => {
      const { pathname, searchParams } = new URL(path, 'http://pagerduty');
      expect(pathname).toBe('/oncalls');
      expect(searchParams.getAll('escalation_policy_ids[]')).toEqual(['PPOLICY']);
      expect(searchParams.getAll('include[]')).toEqual(['users']);
      const isFirst = searchParams.get('offset') === '0';
      const one = {
        user: { ...ana, email: 'ana@elsewhere.example' },
        escalation_level: 1,
        start: null,
        end: null,
      };
      const two = {
        user: { ...dev, email: 'dev.patel@example.com' },
        escalation_level: 1,
        start: week[0]?.start,
        end: week[2]?.end,
      };
      const other = { ...two, user: { ...dev, id: 'PFINN99' }, escalation_level: 2 };
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ oncalls: isFirst ? [one, other] : [two], limit: 100, more: isFirst }));
    };
    const { schedules, duty } = given(kept('{ pagerdutyPolicy: PPOLICY }'), { url: server.url });
    await schedules.refresh();
    expect(duty().now).toMatchObject({ person: 'ana', with: ['dev'] });
  });
});

const feed = (summary: string) =>
  `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\nSUMMARY:${summary}\r\nDTSTART:20261101T090000Z\r\nDTEND:20261220T090000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;

describe('a rotation that a calendar keeps', () => {
  it('has whom the title names, and keeps the last good feed when the next is broken', async () => {
    const server = await endpoint();
    onTestFinished(() => server.close());
    server.answer = (response) => response.writeHead(200).end(feed('On call: Dev Patel (primary)'));
    const { schedules, clock, duty } = given(kept('{ calendar: "${CALENDAR}" }'), {
      env: { CALENDAR: `${server.url}/secret-token/basic.ics` },
    });
    await schedules.refresh();
    expect(duty().now.person).toBe('dev');
    // Five minutes later its host shows a sign-in page.
    expectLog(/on call: what came is not an iCalendar feed/);
    server.answer = (response) => response.writeHead(200).end('<html>Sign in</html>');
    clock.at += 5 * minute;
    await schedules.refresh();
    expect(duty()).toMatchObject({
      now: { person: 'dev' },
      source: { failing: 'what came is not an iCalendar feed', answered: { at: begin } },
    });
  });

  it('is read from a file below the runbooks folder', async () => {
    const folder = kept('{ calendar: oncall/first-line.ics }');
    mkdirSync(join(folder.dir, 'oncall'));
    folder.write('oncall/first-line.ics', feed('Ana Lima'));
    const { schedules, duty } = given(folder);
    await schedules.refresh();
    expect(duty().now.person).toBe('ana');
  });

  it('never follows a redirect, and never tells the address, which opens the calendar', async () => {
    const server = await endpoint();
    onTestFinished(() => server.close());
    server.answer = (response) => response.writeHead(302, { location: 'http://169.254.169.254/' }).end();
    expectLog(/answered with a redirect to 169\.254\.169\.254, a private address, which is not followed/);
    const { schedules, duty } = given(kept('{ calendar: "${CALENDAR}" }'), {
      env: { CALENDAR: `${server.url}/secret-token/basic.ics` },
    });
    await schedules.refresh();
    expect(duty().source?.failing).not.toContain('secret-token');
  });

  it('says which variable is not set', async () => {
    expectLog(/CALENDAR is not set, so no calendar was asked for/);
    const { schedules, duty } = given(kept('{ calendar: "${CALENDAR}" }'));
    await schedules.refresh();
    expect(duty().source?.answered).toBeUndefined();
  });
});

describe('a public name that leads into the own network', () => {
  const asked = { from: begin, to: begin + minute, zone: 'UTC', people: [] };

  it('is not called, unless the organization says that it may be', async () => {
    const server = await endpoint();
    onTestFinished(() => server.close());
    server.answer = (response) => response.writeHead(200).end(feed('Ana Lima'));
    const { port } = new URL(server.url);
    const read = (allowed: { host: string; private: true }[]) =>
      calendarSchedules({
        dir: '.',
        env: {},
        fetch: judgedFetch({ allowed: () => allowed, resolve: async () => ['127.0.0.1'] }),
      })({ kind: 'calendar', at: `http://calendars.example.org:${port}/a.ics` }, asked);
    await expect(read([])).rejects.toThrow(
      'calendars.example.org leads to 127.0.0.1, an address of the own network, so nothing was called.',
    );
    expect(server.calls).toEqual([]);
    expect(await read([{ host: 'calendars.example.org', private: true }])).toHaveLength(1);
  });
});

describe('a rotation that a Slack user group keeps', () => {
  it('has all its members together', async () => {
    const { schedules, duty } = given(kept('{ slackGroup: incident-leads }'), {
      group: ['U01ANA', 'U01DEV'],
    });
    await schedules.refresh();
    expect(duty().now).toMatchObject({ person: 'ana', with: ['dev'] });
  });
});
