import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { withGone } from '../../src/app/ways.ts';
import { registerOnCall } from '../../src/cli/oncall/oncall.ts';
import type { Way } from '../../src/domain/response/reach.ts';
import type { Library } from '../../src/domain/runbooks/runbook.ts';
import { type RunbookFolder, runbookFolder } from '../library/folder.ts';
import { type Recorded, recorded } from './recorded.ts';

const now = Date.parse('2026-11-25T12:00:00Z');
const slack: Way = { route: 'slack', needs: 'slack' };

type Answers = Partial<{ library: Library; gone: Set<string>; troubles: Trouble[] }>;
type Trouble = { what: string; cost: string; fix: string };

async function airb(
  folder: RunbookFolder,
  words: string[],
  ways: Way[] = [slack],
  elsewhere: (library: Library) => Answers = () => ({}),
) {
  const run: Recorded = { out: '', err: '', code: -1 };
  const io = recorded(run);
  const program = new Command().exitOverride();
  registerOnCall(
    program,
    {
      dir: folder.dir,
      clock: { now: () => now },
      ways: (gone) => withGone(ways, gone),
      elsewhere: async (library) => ({ library, gone: new Set(), troubles: [], ...elsewhere(library) }),
      calendarOf: () => undefined,
    },
    io,
  );
  await program.parseAsync(['oncall', ...words], { from: 'user' });
  return run;
}

/** The support bot is on the rotation of Ana and Dev, then Ben. */
function rota(more = ''): RunbookFolder {
  const folder = runbookFolder();
  const rotation = `rotations:
  first-line:
    title: First line
    zone: Europe/Lisbon
    layers:
      - people: [ana, dev]
        from: 2026-01-05
        handOver: "09:00"
${more}`;
  folder.edit('organization.yaml', /^commanders:/m, `${rotation}\ncommanders:`);
  const rungs = '  - { people: [first-line], after: 5m }\n  - { people: [ben], after: 10m }\n';
  folder.edit('systems/support-bot.yaml', /^onCall:\n(?: .*\n)+/m, `onCall:\n${rungs}`);
  return folder;
}

describe('airb oncall', () => {
  it('says who is on call now, until when, and who is next', async () => {
    const { out, code } = await airb(rota(), ['support-bot']);
    expect(out).toBe(
      [
        'Support bot',
        '  1. Ana Lima (First line) until 2026-11-30 09:00 UTC, then Dev Patel · 5 min to acknowledge',
        '  2. Ben Okafor · 10 min to acknowledge',
      ].join('\n'),
    );
    expect(code).toBe(0);
  });

  it('names the holes, and who stands in', async () => {
    const override = `    overrides: [{ person: finn, from: "2026-11-25 00:00", to: "2026-11-26 00:00" }]
`;
    const holes = rota(override);
    holes.edit('organization.yaml', 'handOver: "09:00"', 'handOver: "09:00"\n        holidays: [2026-12-01]');
    const { out } = await airb(holes, ['support-bot']);
    expect(out).toContain('1. Finn Berg (First line, standing in) until 2026-11-26 00:00 UTC, then Ana Lima');
    expect(out).toContain('Nobody is on call in First line: 2026-12-01 00:00 UTC to 2026-12-02 00:00 UTC.');
  });

  it('refuses a system that is not there', async () => {
    const { err, code } = await airb(rota(), ['suport-bot']);
    expect(err).toMatch(/no system called suport-bot.*Did you mean support-bot/);
    expect(code).toBe(2);
  });
});

describe('airb oncall --check', () => {
  it('ends with 0 where everybody can be reached', async () => {
    const { out, code } = await airb(rota(), ['support-bot', '--check']);
    expect(out).toBe(
      'Everybody who may be paged can be reached by slack, and somebody is on call for the coming two weeks.',
    );
    expect(code).toBe(0);
  });

  it('names who has only a way that is not configured, at which severity and step', async () => {
    const folder = rota();
    folder.edit(
      'organization.yaml',
      /^( {4}slack: U01DEV)\n/m,
      '    teams: 00000000-0000-4000-8000-000000000001\n',
    );
    const { out, code } = await airb(folder, ['support-bot', '--check']);
    expect(out).toBe(
      'support-bot  sev1, sev2, sev3  Dev Patel (step 1) could not be reached by slack (slack is missing)',
    );
    expect(code).toBe(1);
    const pager = await airb(folder, ['support-bot', '--check'], [slack, { route: 'pagerduty' }]);
    expect(pager.out).toContain('; pagerduty rings whoever its own schedule says, who may be somebody else');
    expect(pager.code).toBe(1);
  });

  it('names the commander at the severities that page one, and holes', async () => {
    const folder = rota();
    folder.edit('organization.yaml', /^ {4}slack: U01BEN\n/m, '');
    folder.edit('systems/support-bot.yaml', '[ben], after: 10m', '[finn], after: 10m');
    folder.edit(
      'organization.yaml',
      'handOver: "09:00"',
      'handOver: "09:00"\n        holidays: [2026-12-01]',
    );
    const { out, code } = await airb(folder, ['support-bot', '--check', '--json']);
    const told = JSON.parse(out);
    expect(told.ok).toBe(false);
    const [sev1, , sev3] = told.systems;
    expect(sev1.people.find((one: { person: string }) => one.person === 'ben')).toMatchObject({
      step: 0,
      by: [],
      not: [{ route: 'slack', lacks: '`slack`' }],
    });
    expect(sev3.people.map((one: { person: string }) => one.person)).toEqual(['ana', 'dev', 'finn']);
    expect(sev1.holes).toMatchObject([{ rotation: 'first-line' }]);
    expect(code).toBe(1);
  });
});

describe('airb oncall, of what is kept elsewhere', () => {
  const at = Date.parse('2026-11-25T09:12:00Z');
  const kept = () => {
    const folder = rota();
    folder.edit('organization.yaml', /^ {4}layers:\n(?: {6}.*\n)+/m, '    source: { pagerduty: PSCHED1 }\n');
    return folder;
  };
  const answering = (more: object) => (library: Library) => ({
    library: {
      ...library,
      organization: {
        ...library.organization,
        rotations: library.organization.rotations?.map((one) => ({ ...one, ...more })) ?? [],
      },
    },
  });

  it('says from when an old answer is, and whom nobody knows', async () => {
    const answered = {
      at,
      until: now + 30 * 24 * 3600_000,
      turns: [{ person: 'ana', from: now - 3600_000, to: now + 30 * 24 * 3600_000 }],
      strangers: ['Nina Roe (PNINA99)'],
    };
    const { out } = await airb(
      kept(),
      ['support-bot'],
      [slack],
      answering({ answered, failing: 'PagerDuty does not answer' }),
    );
    expect(out).toContain('1. Ana Lima (First line) · 5 min');
    expect(out).toContain('First line: as of 2026-11-25 09:12 UTC; PagerDuty does not answer.');
    expect(out).toContain('PagerDuty names Nina Roe (PNINA99) for First line, whom nobody');
  });

  it('never takes what is not known for nobody', async () => {
    const failing = 'PagerDuty refuses PAGERDUTY_API_TOKEN';
    const { out } = await airb(kept(), ['support-bot'], [slack], answering({ failing }));
    expect(out).toContain('1. not known (First line) · 5 min');
    expect(out).toContain(`Who is on call in First line is not known: ${failing}.`);
    expect(out).not.toContain('Nobody is on call');
  });

  it('--check names who has left, and counts no way to a deactivated account', async () => {
    const trouble = {
      what: 'Dev Patel may be paged, and their Slack account U01DEV is deactivated',
      cost: 'no direct message reaches them',
      fix: 'Take `dev` out',
    };
    const left = () => ({ gone: new Set(['dev']), troubles: [trouble] });
    const { out, code } = await airb(rota(), ['support-bot', '--check'], [slack], left);
    expect(out).toContain('Dev Patel may be paged, and their Slack account U01DEV is deactivated: no direct');
    expect(out).toContain(
      'Dev Patel (step 1) could not be reached by slack (an account that is not deactivated is missing)',
    );
    expect(code).toBe(1);
  });
});
