import { Command } from 'commander';
import { expect, it } from 'vitest';
import { type ReportMeans, registerReport } from '../../src/cli/report/report.ts';
import { createReports } from '../../src/flow/reports.ts';
import { seededYear, yearsEnd } from '../support/seeded-year.ts';
import { recorded } from './recorded.ts';

const clock = { now: () => yearsEnd };
const ask: ReportMeans['ask'] = (library, asked) =>
  createReports({ tallies: { since: async () => seededYear() }, library: () => library, clock })({
    ...asked,
    trusted: true,
  });

async function airb(words: string, from = ask) {
  const run = { out: '', err: '', code: undefined as number | undefined };
  const program = new Command().exitOverride();
  registerReport(
    program,
    { dir: 'runbooks', clock, absent: () => 'data holds no airb.db', ask: from },
    recorded(run),
  );
  await program.parseAsync(['report', ...words.split(' ').filter(Boolean)], { from: 'user' });
  return run;
}

it('airb report prints for people, for spreadsheets and for programs', async () => {
  expect(await airb('--since 26w --by system')).toMatchObject({
    out: expect.stringMatching(/^Incident report\n1 Jun to 30 Nov 2026.*\n[\s\S]*refund-agent/),
    ...{ err: '', code: 0 },
  });
  expect((await airb('26w --by system')).out).toBe((await airb('--since 26w --by system')).out);
  expect((await airb('26w --since 1y')).err).toContain('Say the period once');
  // Whoever reads the records' file reads what is private in it.
  expect((await airb('--since 1y --format md')).out).toContain('data-exposure');
  expect((await airb('--csv --by month --since 1y')).out).toMatch(/^month,incidents,.*\r\n2025-11,/);
  expect(JSON.parse((await airb('--json')).out)).toMatchObject({
    by: null,
    incidents: { privateNamed: true },
  });
});

it('airb report says what was expected, and that nothing has been recorded', async () => {
  expect(await airb('--since soon')).toMatchObject({
    err: '--since: “soon” is no time to report on. Say how far back: 30d, 12w, 6m, 1y, or a day such as 2026-01-31; ten years at most.',
    code: 2,
  });
  expect(await airb('--by person')).toMatchObject({
    err: '--by is one of system, kind, month; not “person”.',
    code: 2,
  });
  expect(await airb('--csv --json')).toMatchObject({ err: '--csv or --json, not both.', code: 2 });
  expect(await airb('', async () => undefined)).toMatchObject({
    ...{ out: '', err: 'data holds no airb.db: nothing has been recorded yet.', code: 1 },
  });
});
