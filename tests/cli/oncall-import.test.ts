import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { registerOnCall } from '../../src/cli/oncall/oncall.ts';
import { whoIsOnCall } from '../../src/domain/oncall/rotation.ts';
import { loadLibrary } from '../../src/library/load.ts';
import { type RunbookFolder, runbookFolder } from '../library/folder.ts';
import { type Recorded, recorded } from './recorded.ts';

const now = Date.parse('2026-11-25T12:00:00Z');

async function imported(tool: string, exported: Record<string, unknown>, options: string[] = []) {
  const folder = runbookFolder();
  const files = Object.entries(exported).map(([name, json]) => {
    const file = join(folder.dir, `${name}.json`);
    writeFileSync(file, typeof json === 'string' ? json : JSON.stringify(json));
    return file;
  });
  const run: Recorded = { out: '', err: '', code: -1 };
  const program = new Command().exitOverride();
  const elsewhere = async (library: Parameters<Parameters<typeof registerOnCall>[1]['elsewhere']>[0]) => ({
    library,
    gone: new Set<string>(),
    troubles: [],
  });
  const means = {
    dir: folder.dir,
    clock: { now: () => now },
    ways: () => [],
    elsewhere,
    calendarOf: () => undefined,
  };
  registerOnCall(program, means, recorded(run));
  await program.parseAsync(['oncall', 'import', tool, ...files, ...options], { from: 'user' });
  return { ...run, folder };
}

/** The sample files with the section put in. */
function withSection(folder: RunbookFolder, section: string) {
  const { people, rotations, policies } = parse(section);
  const file = join(folder.dir, 'organization.yaml');
  const own = parse(readFileSync(file, 'utf8'));
  folder.write(
    'organization.yaml',
    JSON.stringify({ ...own, people: { ...own.people, ...people }, rotations, policies }),
  );
  return loadLibrary(folder.dir, { now });
}

const onCallAt = (loaded: ReturnType<typeof withSection>, id: string, at: string) => {
  const rotation = loaded.library?.organization.rotations?.find((one) => one.id === id);
  return rotation && whoIsOnCall(rotation, Date.parse(at));
};

const opsgenie = {
  schedules: {
    data: [
      {
        id: 's1',
        name: 'Support',
        timezone: 'Europe/Lisbon',
        enabled: true,
        rotations: [
          {
            id: 'r1',
            name: 'Days',
            startDate: '2026-01-05T09:00:00Z',
            type: 'weekly',
            length: 2,
            participants: [
              { type: 'user', id: 'u1', username: 'ana.lima@example.com' },
              { type: 'user', id: 'u2', username: 'nina.roe@example.com' },
            ],
            timeRestriction: {
              type: 'weekday-and-time-of-day',
              restrictions: [
                { startDay: 'monday', startHour: 8, startMin: 0, endDay: 'friday', endHour: 18, endMin: 0 },
              ],
            },
          },
          {
            id: 'r2',
            name: 'Nights',
            startDate: '2026-01-05T09:00:00Z',
            type: 'daily',
            length: 1,
            participants: [{ type: 'team', id: 't1' }],
          },
        ],
      },
      { id: 's2', name: 'Old', timezone: 'UTC', enabled: false, rotations: [] },
    ],
  },
  overrides: {
    data: [
      {
        _parent: { id: 's1', name: 'Support' },
        user: { type: 'user', username: 'dev.patel@example.com' },
        startDate: '2026-11-26T09:00:00Z',
        endDate: '2026-11-26T12:00:00Z',
        rotations: [{ id: 'r1' }],
      },
    ],
  },
  escalations: {
    data: [
      {
        name: 'Support escalation',
        rules: [
          {
            condition: 'if-not-acked',
            notifyType: 'default',
            delay: { timeAmount: 0, timeUnit: 'minutes' },
            recipient: { type: 'schedule', id: 's1', name: 'Support' },
          },
          {
            condition: 'if-not-acked',
            notifyType: 'next',
            delay: { timeAmount: 5, timeUnit: 'minutes' },
            recipient: { type: 'schedule', id: 's1' },
          },
          {
            condition: 'if-not-acked',
            notifyType: 'default',
            delay: { timeAmount: 15, timeUnit: 'minutes' },
            recipient: { type: 'user', username: 'ben.okafor@example.com' },
          },
        ],
        repeat: { waitInterval: 10, count: 3 },
      },
    ],
  },
};

describe('airb oncall import opsgenie', () => {
  it('comes to rotations and policies that lint, and names everything that does not', async () => {
    const { out, err, code, folder } = await imported('opsgenie', opsgenie);
    const loaded = withSection(folder, out);
    expect(loaded.findings.filter(({ level }) => level === 'error')).toEqual([]);
    // The same person by address, a new one by a new id.
    expect(Object.keys(parse(out).people)).toEqual(['nina-roe']);
    expect(onCallAt(loaded, 'support-days', '2026-01-06T12:00:00Z')).toBe('ana');
    expect(onCallAt(loaded, 'support-days', '2026-01-13T12:00:00Z')).toBe('ana');
    expect(onCallAt(loaded, 'support-days', '2026-01-20T12:00:00Z')).toBe('nina-roe');
    expect(onCallAt(loaded, 'support-days', '2026-01-06T23:00:00Z')).toBe('ana');
    expect(onCallAt(loaded, 'support-days', '2026-01-10T12:00:00Z')).toBeUndefined();
    expect(onCallAt(loaded, 'support-days', '2026-11-26T10:00:00Z')).toBe('dev');
    expect(parse(out).policies['support-escalation'].steps).toEqual([
      { people: ['support-days'], after: '15m' },
      { people: ['ben'], after: '10m' },
    ]);
    for (const lost of [
      'schedule “Support”, rotation “Nights”: a turn of the team t1',
      'schedule “Old” is switched off',
      'the rule that notifies “next” of s1',
      'its repeat; airb begins again by itself',
    ]) {
      expect(err).toContain(lost);
      expect(out).toContain(lost);
    }
    expect(code).toBe(1);
  });

  it('reads what JSM Operations gives: accounts of Jira, delays in minutes', async () => {
    const { out, code, folder } = await imported('opsgenie', {
      schedules: {
        values: [
          {
            ...opsgenie.schedules.data[0],
            rotations: [
              { ...opsgenie.schedules.data[0]?.rotations[0], participants: [{ type: 'user', id: '5b10' }] },
            ],
          },
        ],
      },
      users: [
        { accountId: '5b10', displayName: 'Ana Lima', emailAddress: 'ana.lima@example.com', active: true },
      ],
      escalations: {
        values: [
          {
            id: 'e',
            name: 'All',
            rules: [
              {
                condition: 'if-not-acked',
                notifyType: 'default',
                delay: 0,
                recipient: { type: 'schedule', id: 's1' },
              },
            ],
          },
        ],
      },
    });
    expect(withSection(folder, out).findings.filter(({ level }) => level === 'error')).toEqual([]);
    expect(parse(out)).toMatchObject({
      rotations: { support: { layers: [{ people: ['ana'], turn: 'week', every: 2 }] } },
      policies: { all: { steps: [{ people: ['support'], after: '10m' }] } },
    });
    expect(code).toBe(0);
  });
});

const grafana = {
  users: {
    count: 2,
    next: null,
    results: [
      {
        id: 'UG1',
        username: 'ana',
        email: 'ana.lima@example.com',
        role: 'admin',
        slack: { user_id: 'U01ANA', team_id: 'T1' },
      },
      {
        id: 'UG2',
        username: 'nina',
        email: 'nina.roe@example.com',
        role: 'viewer',
        slack: [{ user_id: 'U01NINA', team_id: 'T1' }],
      },
    ],
  },
  schedules: {
    next: null,
    results: [
      {
        id: 'SG1',
        team_id: null,
        name: 'Primary',
        type: 'web',
        time_zone: 'America/New_York',
        shifts: ['OG1', 'OG2', 'OG3', 'OG4'],
        on_call_now: [],
      },
      {
        id: 'SG2',
        team_id: null,
        name: 'Vendor',
        type: 'ical',
        time_zone: 'UTC',
        ical_url_primary: 'https://calendar.example.org/a.ics',
        ical_url_overrides: null,
        on_call_now: [],
      },
    ],
  },
  shifts: {
    next: null,
    results: [
      {
        id: 'OG1',
        name: 'Week',
        type: 'rolling_users',
        start: '2026-01-05T09:00:00',
        duration: 604800,
        frequency: 'weekly',
        interval: 1,
        level: 1,
        rolling_users: [['UG1'], ['UG2']],
        start_rotation_from_user_index: 1,
      },
      {
        id: 'OG2',
        name: 'Office',
        type: 'recurrent_event',
        start: '2026-01-05T09:00:00',
        duration: 28800,
        frequency: 'weekly',
        interval: 1,
        by_day: ['MO', 'TU'],
        level: 2,
        users: ['UG1'],
      },
      {
        id: 'OG3',
        name: 'Monthly',
        type: 'recurrent_event',
        start: '2026-01-05T09:00:00',
        duration: 28800,
        frequency: 'monthly',
        level: 3,
        users: ['UG1'],
      },
      {
        id: 'OG4',
        name: 'Cover',
        type: 'override',
        start: '2026-11-26T09:00:00',
        duration: 3600,
        rolling_users: [['UG2']],
      },
    ],
  },
  chains: { next: null, results: [{ id: 'FG1', name: 'Default', team_id: null }] },
  policies: {
    next: null,
    results: [
      {
        id: 'EG1',
        escalation_chain_id: 'FG1',
        position: 0,
        type: 'notify_on_call_from_schedule',
        important: true,
        notify_on_call_from_schedule: 'SG1',
      },
      { id: 'EG2', escalation_chain_id: 'FG1', position: 1, type: 'wait', duration: 300 },
      {
        id: 'EG3',
        escalation_chain_id: 'FG1',
        position: 2,
        type: 'notify_persons',
        persons_to_notify: ['UG2'],
      },
      { id: 'EG4', escalation_chain_id: 'FG1', position: 3, type: 'notify_whole_channel' },
    ],
  },
};

describe('airb oncall import grafana-oncall', () => {
  it('comes to rotations and policies that lint, and names everything that does not', async () => {
    const { out, err, code, folder } = await imported('grafana-oncall', grafana);
    const loaded = withSection(folder, out);
    expect(loaded.findings.filter(({ level }) => level === 'error')).toEqual([]);
    // Monday noon in New York is office time; in the evening the week counts, whose first turn is Nina's.
    expect(onCallAt(loaded, 'primary', '2026-01-05T17:00:00Z')).toBe('ana');
    expect(onCallAt(loaded, 'primary', '2026-01-06T02:00:00Z')).toBe('nina');
    expect(onCallAt(loaded, 'primary', '2026-01-14T17:00:00Z')).toBe('ana');
    expect(onCallAt(loaded, 'primary', '2026-11-26T14:30:00Z')).toBe('nina');
    expect(parse(out)).toMatchObject({
      people: { nina: { name: 'nina', email: 'nina.roe@example.com', slack: 'U01NINA' } },
      rotations: { vendor: { source: { calendar: 'https://calendar.example.org/a.ics' } } },
      policies: {
        default: {
          steps: [
            { people: ['primary'], after: '5m' },
            { people: ['nina'], after: '10m' },
          ],
        },
      },
    });
    for (const lost of [
      'schedule “Primary”, shift “Monthly”: it repeats monthly',
      'escalation chain “Default”, step 3: `notify_whole_channel`, which no policy has here',
    ])
      expect(err).toContain(lost);
    expect(code).toBe(1);
  });

  it('says what is no export, or one page of several, and never writes over a file', async () => {
    const broken = await imported('grafana-oncall', { page: '<html>' });
    expect(broken).toMatchObject({
      code: 2,
      err: expect.stringMatching(/expected JSON, as the API of the tool/),
    });
    const paged = await imported('grafana-oncall', {
      users: { ...grafana.users, next: 'https://x/?page=2' },
      other: { kind: 'x' },
    });
    expect(paged.err).toMatch(/users\.json is one page of several: the others were not given/);
    expect(paged.err).toMatch(/other\.json: what has the fields kind is none of schedules/);
    const target = join(paged.folder.dir, 'imported.yaml');
    const first = await imported('grafana-oncall', grafana, ['--out', target]);
    expect(first.out).toContain('2 rotations, 1 policy and 1 new person');
    expect(existsSync(target)).toBe(true);
    const again = await imported('grafana-oncall', grafana, ['--out', target]);
    expect(again).toMatchObject({ code: 2, err: expect.stringMatching(/is there already; name a new file/) });
  });
});
