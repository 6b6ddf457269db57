import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { registerReadiness } from '../../src/cli/readiness/readiness.ts';
import type { Seen } from '../../src/domain/signals/seen.ts';
import type { Look } from '../../src/ports/look.ts';
import type { SeenSignals } from '../../src/readiness/looks.ts';
import { runbookFolder } from '../library/folder.ts';
import { webOptions } from '../web/web-fixture.ts';
import { recorded } from './recorded.ts';

interface Run {
  out: string;
  err: string;
  code: number | undefined;
  closed: number;
  remembered?: SeenSignals;
}

const now = Date.parse('2026-11-22T12:00:00Z');
/** A day on which the worked example, of February 2025, is fresh. */
const then = Date.parse('2025-03-01T12:00:00Z');

interface Setting {
  dir?: string;
  clock?: number;
  log?: boolean;
  look?: Look;
  /** What was remembered of an earlier look. */
  seen?: SeenSignals | undefined;
}

async function airb(
  words: string[],
  { dir = runbookFolder().dir, clock = now, log = false, look, seen }: Setting = {},
): Promise<Run> {
  const run: Run = { out: '', err: '', code: undefined, closed: 0 };
  const io = recorded(run);
  const close = async () => {
    run.closed += 1;
  };
  const records = {
    ...webOptions().store,
    recall: async () => seen && JSON.stringify(seen),
    remember: async (_: string, value: string) => {
      run.remembered = JSON.parse(value);
    },
    close,
  };
  const program = new Command().exitOverride();
  const means = {
    dir,
    clock: { now: () => clock },
    openLog: async () => (log ? records : undefined),
    look: () => look,
  };
  registerReadiness(program, means, io);
  await program.parseAsync(['readiness', ...words], { from: 'user' });
  return run;
}

describe('airb readiness, before anything was recorded', () => {
  it('prints each system with its score, and that the log is empty', async () => {
    const { out, code } = await airb([]);
    expect(out).toMatch(/^support-bot {2}\d+ of 100 {2}\(Support bot: rag, medium risk, a sample\)$/m);
    expect(out).toMatch(/^ {2}partly {3}A way back for every part, worth less than 1 point$/m);
    expect(out).toMatch(/→ In systems\/support-bot\.yaml: give parts\.code an action with dryRun\.$/m);
    expect(out).toContain('From the files only: the log has no incident of it since 2026-05-26.');
    expect(code).toBe(0);
  });

  it('prints all that one system rests on', async () => {
    const { out } = await airb(['support-bot']);
    expect(out).toMatch(
      /^ {2}met {6}Models pinned\n {13}support-3\.2 is pinned {2}\[systems\/support-bot\.yaml: parts\.model\.live\]$/m,
    );
  });

  it('prints Markdown and JSON', async () => {
    expect((await airb(['--format', 'md'])).out).toMatch(/^# Support bot: \d+ of 100\n/);
    const json = JSON.parse((await airb(['--json'])).out);
    expect(json.systems[0]).toMatchObject({ system: 'support-bot', riskTier: 'medium' });
    expect(JSON.parse((await airb(['--format', 'json', 'support-bot'])).out)).toEqual(json);
  });
});

describe('airb readiness, with a log', () => {
  it('takes its evidence from there too, private incidents among it, and closes the records', async () => {
    const { out, closed } = await airb(['support-bot'], { clock: then, log: true });
    expect(out).toMatch(/prompt was rolled back through airb on 2025-02-17: partly contained {2}\[INC-42\]/);
    expect(out).toMatch(/real: worked to its end on 2025-02-17, \d+ steps done; .*\[INC-42\]/);
    expect(out).toMatch(
      /3 of 3 alerts in 90 days found a runbook {2}\[INC-44, INC-43 and INC-42\]|\[INC-42, INC-43 and INC-44\]/,
    );
    expect(out).toContain('From the files and 3 incidents since 2024-09-02.');
    expect(closed).toBe(1);
  });
});

describe('airb readiness, and Prometheus', () => {
  const showing = (seen: Seen): Look => ({ look: async (asked) => asked.map(() => seen) });
  const scoreIn = (out: string) => Number(/(\d+) of 100/.exec(out)?.[1]);

  it('asks it where it is set, says so, and remembers what it saw', async () => {
    const { out, remembered } = await airb([], { log: true, look: showing({ is: 'answers' }) });
    expect(out).toMatch(/Signals: Prometheus was asked just now, for the last 7 days\.$/);
    expect(remembered?.at).toBe(now);
    const renamed = await airb([], { look: showing({ is: 'empty' }) });
    expect(scoreIn(out) - scoreIn(renamed.out)).toBeGreaterThan(15);
  });

  it('says that it did not look where none is set, and counts less', async () => {
    const { out } = await airb([]);
    expect(out).toMatch(/Signals: not looked \(PROMETHEUS_URL is not set\)\./);
    const looked = await airb([], { look: showing({ is: 'answers' }) });
    expect(scoreIn(out)).toBeLessThan(scoreIn(looked.out));
    expect(JSON.parse((await airb(['--json'])).out).signals).toEqual({
      how: 'not looked',
      at: null,
      why: 'PROMETHEUS_URL is not set',
    });
  });

  it('takes what was remembered, with its time', async () => {
    const { remembered } = await airb([], { log: true, look: showing({ is: 'answers' }) });
    const { out } = await airb([], { log: true, seen: remembered, clock: now + 86_400_000 });
    expect(out).toMatch(
      /Signals: as Prometheus showed them on 2026-11-22 12:00 UTC \(PROMETHEUS_URL is not set\)\.$/,
    );
  });
});

describe('how it ends', () => {
  const risky = (tested: string) => {
    const folder = runbookFolder();
    folder.edit('systems/support-bot.yaml', 'riskTier: medium', 'riskTier: high');
    folder.edit(
      'systems/support-bot.yaml',
      /contacts: .*/,
      'contacts: { risk: finn, security: hugo, legal: grace }',
    );
    folder.edit('systems/support-bot.yaml', /fallbackTested: .*\n/, tested);
    return folder.dir;
  };

  it('1 when a system of high risk lacks a point', async () => {
    const { out, code } = await airb([], { dir: risky('') });
    expect(out).toMatch(/^ {2}missing {2}A tested way to run degraded/m);
    expect(code).toBe(1);
  });

  it('0 when it has all of them at least partly', async () => {
    const { out, code } = await airb([], { dir: risky('fallbackTested: 2026-01-05\n') });
    expect(out).toMatch(/^ {2}partly {3}A tested way to run degraded/m);
    expect(code).toBe(0);
  });

  it('2 for a system that is none, with the one that was meant', async () => {
    expect(await airb(['suport-bot'])).toMatchObject({
      out: '',
      err: 'There is no system called suport-bot. Did you mean support-bot?',
      code: 2,
    });
  });

  it('2 for a format that is none', async () => {
    expect(await airb(['--format', 'pdf'])).toMatchObject({
      err: '--format is one of text, md, json; not “pdf”.',
      code: 2,
    });
  });

  it('1 when a file is broken, naming it', async () => {
    const folder = runbookFolder();
    folder.edit('systems/support-bot.yaml', 'riskTier: medium', 'riskTier: huge');
    const { err, out, code } = await airb([], { dir: folder.dir });
    expect(err).toContain('systems/support-bot.yaml');
    expect([out, code]).toEqual(['', 1]);
  });
});
