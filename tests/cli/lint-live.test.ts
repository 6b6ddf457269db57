import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { sandboxSchemas, scenarioFindings } from '../../src/app/scenario-files.ts';
import type { Live } from '../../src/cli/runbooks/live.ts';
import { registerRunbooks } from '../../src/cli/runbooks/runbooks.ts';
import type { Way } from '../../src/domain/response/reach.ts';
import type { Seen } from '../../src/domain/signals/seen.ts';
import { day } from '../../src/domain/time.ts';
import type { SeenSignals } from '../../src/readiness/looks.ts';
import { type RunbookFolder, runbookFolder } from '../library/folder.ts';
import { type Recorded, recorded } from './recorded.ts';

const now = Date.parse('2026-11-26T12:00:00Z');
const bot = 'systems/support-bot.yaml';

/** What the played Prometheus shows of a query; whatever is not named answers. */
type World = Record<string, Seen>;

interface Given {
  folder?: RunbookFolder;
  world?: World;
  look?: Live['look'];
  ways?: Way[];
}

interface Run extends Recorded {
  remembered: SeenSignals | undefined;
  span: number | undefined;
}

async function lint(words: string[], { folder = runbookFolder(), world = {}, ways, ...given }: Given = {}) {
  const run: Run = { out: '', err: '', code: undefined, remembered: undefined, span: undefined };
  const look: Live['look'] = {
    look: async (asked, { from, to }) => {
      run.span = to - from;
      return asked.map(({ query }): Seen => {
        const [, seen] = Object.entries(world).find(([name]) => query.includes(name)) ?? [];
        return seen ?? { is: 'answers' };
      });
    },
  };
  const live = () => ({
    look: 'look' in given ? given.look : look,
    remember: async (seen: SeenSignals) => {
      run.remembered = seen;
      return 'remembered' as const;
    },
  });
  const openStore = () => Promise.reject(new Error('no records here'));
  const program = new Command().exitOverride();
  const settings = {
    dir: folder.dir,
    env: everything,
    clock: { now: () => now },
    publicUrl: 'https://airb.example.com',
  };
  const played = { schemas: sandboxSchemas, findings: scenarioFindings };
  registerRunbooks(
    program,
    { ...settings, played, ways: () => ways ?? slack, live, openStore },
    recorded(run),
  );
  await program.parseAsync(['runbooks', 'lint', ...words], { from: 'user' });
  return run;
}

const slack: Way[] = [{ route: 'slack', needs: 'slack' }];
/** Whatever variable a file names is set. */
const everything = new Proxy<Record<string, string>>({}, { get: () => 'https://targets.example.com' });

/** The line of the query of a signal, as an editor counts. */
const lineOf = (folder: RunbookFolder, signal: string) => {
  const lines = folder.read(bot).split('\n');
  const from = lines.indexOf(`  ${signal}:`);
  return lines.findIndex((line, n) => n > from && line.startsWith('    query:')) + 1;
};

describe('airb runbooks lint --live', () => {
  it('says how much answered, and remembers it', async () => {
    const { out, err, code, remembered, span } = await lint(['--live']);
    expect(out).toMatch(/^0 errors, 0 warnings: /);
    expect(err).toMatch(
      /^Prometheus, 2026-11-19 12:00 UTC to 2026-11-26 12:00 UTC: (\d+) of \1 queries answered and moved\. Remembered for airb readiness\.$/,
    );
    expect(code).toBe(0);
    expect(span).toBe(7 * day);
    expect(remembered?.signals.find(({ signal }) => signal === 'refusal_rate')).toMatchObject({
      system: 'support-bot',
      seen: { is: 'answers' },
    });
  });

  it.each<[string, Seen, string, string, 0 | 1]>([
    ['is empty', { is: 'empty' }, 'error live-empty', 'Prometheus has no data for it in the last 7 days', 1],
    [
      'has ended',
      { is: 'empty', since: now - day },
      'error live-empty',
      'Prometheus has no data for it since 2026-11-25 12:00 UTC',
      1,
    ],
    [
      'never moves',
      { is: 'flat', value: 0.04 },
      'warning live-flat',
      'it was 4 % all through the last 7 days',
      0,
    ],
    [
      'is NaN',
      { is: 'no numbers' },
      'warning live-nan',
      'it had no value but NaN or infinity in the last 7 days',
      0,
    ],
    ['is several', { is: 'several', series: 3 }, 'error live-several', 'it gives 3 series', 1],
    ['is refused', { is: 'refused', problem: 'bad_data: x' }, 'error live-refused', 'bad_data: x', 1],
    ['is partial', { is: 'partial', problem: 'partial: y' }, 'warning live-partial', 'partial: y', 0],
    [
      'was not answered',
      { is: 'unasked', problem: 'no answer' },
      'warning live-unasked',
      'nobody knows whether it answers: no answer',
      0,
    ],
  ])('finds a query that %s at its file and line', async (_, seen, rule, what, exit) => {
    const folder = runbookFolder();
    const { out, code } = await lint(['--live', '--json'], { folder, world: { airb_refusal_ratio: seen } });
    const { findings, live } = JSON.parse(out);
    expect(findings.map((one: { level: string; rule: string }) => `${one.level} ${one.rule}`)).toEqual([
      rule,
    ]);
    expect(findings[0]).toMatchObject({
      file: bot,
      line: lineOf(folder, 'refusal_rate'),
      path: 'signals.refusal_rate.query',
      what,
    });
    expect(live.answers).toBe(live.queries - 1);
    expect(code).toBe(exit);
    const strict = await lint(['--live', '--strict'], { world: { airb_refusal_ratio: seen } });
    expect(strict.code).toBe(1);
  });

  it('looks at the traffic too, where standing still is no fault', async () => {
    const flat = await lint(['--live', '--json'], { world: { gen_ai_: { is: 'flat', value: 1 } } });
    const paths = (out: string) => JSON.parse(out).findings.map(({ path }: { path: string }) => path);
    expect(paths(flat.out)).not.toContain('observed.0.query');
    const gone = await lint(['--live', '--json'], { world: { gen_ai_: { is: 'empty' } } });
    expect(paths(gone.out)).toContain('observed.0.query');
  });

  it('reports alike to code scanning and to a pull request, with the summary beside it', async () => {
    const world: World = { airb_refusal_ratio: { is: 'empty' } };
    const sarif = await lint(['--live', '--format', 'sarif'], { world });
    expect(JSON.parse(sarif.out).runs[0].results).toMatchObject([{ ruleId: 'live-empty', level: 'error' }]);
    const github = await lint(['--live', '--format', 'github'], { world });
    expect(github.out).toMatch(/^::error file=\S*systems\/support-bot\.yaml,line=\d+,.*live-empty/);
    expect(github.err).toMatch(/answered and moved, 1 empty\./);
  });

  it('asks about the time it is told', async () => {
    expect((await lint(['--live', '--over', '1d'])).span).toBe(day);
  });

  it('ends with 2 without a Prometheus, or with one that is away, and forgets nothing', async () => {
    const without = await lint(['--live'], { look: undefined });
    expect(without).toMatchObject({ code: 2, remembered: undefined });
    expect(without.err).toBe(
      '--live asks Prometheus, and PROMETHEUS_URL is not set. Set it to the address of your Prometheus.',
    );
    const away: Live['look'] = {
      look: async (asked) => asked.map(() => ({ is: 'unasked', problem: 'no connection' })),
    };
    const { code, err, out, remembered } = await lint(['--live'], { look: away });
    expect(code).toBe(2);
    expect(err).toMatch(/^Prometheus was asked \d+ queries and gave no answer: no connection$/);
    expect(out).not.toContain('live-unasked');
    expect(remembered).toBeUndefined();
  });

  it('asks nothing while the files have errors', async () => {
    const folder = runbookFolder();
    folder.edit('organization.yaml', 'commanders: [ben', 'commanders: [bem');
    const { err, code } = await lint(['--live'], { folder });
    expect(err).toBe('Prometheus was not asked, because the files have errors.');
    expect(code).toBe(1);
  });
});

describe('an on-call person whose only way is not set up', () => {
  const onlyByMail = () => {
    const folder = runbookFolder();
    folder.edit('organization.yaml', /\n {4}slack: U01BEN.*/, '');
    return folder;
  };

  it('is found in the organization file, with what would reach them', async () => {
    const { out } = await lint(['--env', '--json'], { folder: onlyByMail() });
    expect(JSON.parse(out).findings).toMatchObject([
      {
        level: 'warning',
        rule: 'person-out-of-reach',
        file: 'organization.yaml',
        path: 'people.ben',
        what: '`ben` is paged for support-bot and has only `email`, which is not set up here',
        expected: '`slack`',
      },
    ]);
  });

  it('is no finding where that way is set up, nor where nobody asked about this installation', async () => {
    const ways: Way[] = [...slack, { route: 'smtp', needs: 'email' }];
    expect((await lint(['--env', '--strict'], { folder: onlyByMail(), ways })).code).toBe(0);
    expect((await lint(['--strict'], { folder: onlyByMail() })).code).toBe(0);
  });
});
