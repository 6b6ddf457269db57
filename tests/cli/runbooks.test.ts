import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { sandboxSchemas, scenarioFindings } from '../../src/app/scenario-files.ts';
import { registerRunbooks } from '../../src/cli/runbooks/runbooks.ts';
import type { Io } from '../../src/cli/terminal/io.ts';
import { loadLibrary } from '../../src/library/load.ts';
import { type RunbookFolder, runbookFolder } from '../library/folder.ts';

function run(folder: RunbookFolder, ...args: string[]) {
  const printed = { out: '', err: '', code: -1 };
  const io: Io = {
    out(text) {
      printed.out += `${text}\n`;
    },
    err(text) {
      printed.err += `${text}\n`;
    },
    exit(code) {
      printed.code = code;
    },
  };
  const program = new Command().exitOverride();
  const clock = { now: () => Date.parse('2026-12-01T00:00:00Z') };
  const openStore = () => Promise.reject(new Error('no records here'));
  const live = () => ({ look: undefined, remember: async () => 'no records' as const });
  const played = { schemas: sandboxSchemas, findings: scenarioFindings };
  registerRunbooks(
    program,
    {
      dir: folder.dir,
      env: {},
      clock,
      publicUrl: 'https://airb.example.com',
      played,
      ways: () => [],
      live,
      openStore,
    },
    io,
  );
  program.parse(['runbooks', ...args], { from: 'user' });
  return printed;
}

const payload = {
  alerts: [
    {
      status: 'firing',
      labels: {
        alertname: 'LLMRefusalRatioHigh',
        incident_type: 'refusal_spike',
        severity: 'critical',
        service: 'support-bot',
      },
      annotations: { summary: 'Refusal ratio 50 %' },
      startsAt: '2026-11-22T02:24:25.058Z',
      endsAt: '0001-01-01T00:00:00Z',
      fingerprint: 'c5fe44ab751f9749',
    },
  ],
};

describe('airb runbooks lint', () => {
  it('says how much it looked at when all is well', () => {
    expect(run(runbookFolder(), 'lint')).toEqual({
      out: '0 errors, 0 warnings: 4 runbooks, 1 system\n',
      err: '',
      code: 0,
    });
  });

  it('ends with 1 on an error, and prints the findings as data when asked', () => {
    const folder = runbookFolder();
    folder.edit('organization.yaml', 'commanders: [ben', 'commanders: [bem');
    expect(run(folder, 'lint').out).toMatch(/no person called `bem`[\s\S]*\^[\s\S]*did you mean `ben`\?/);
    const { out, code } = run(folder, 'lint', '--json');
    expect(JSON.parse(out).findings[0]).toMatchObject({
      file: 'organization.yaml',
      path: 'commanders.0',
      level: 'error',
    });
    expect(code).toBe(1);
  });

  it('lets warnings pass unless it is told to be strict', () => {
    const folder = runbookFolder();
    folder.edit('library/cost/cost-spike.yaml', /on: [\d-]+, by/, 'on: 2020-01-01, by');
    expect(run(folder, 'lint').code).toBe(0);
    expect(run(folder, 'lint', '--strict').code).toBe(1);
  });

  it('speaks to code scanning and to pull requests, with paths they can find', () => {
    const folder = runbookFolder();
    mkdirSync(join(folder.dir, '.git'));
    folder.edit('library/cost/cost-spike.yaml', /on: [\d-]+, by/, 'on: 2020-01-01, by');
    const { out, code } = run(folder, 'lint', '--format', 'github', '--strict');
    expect(out).toMatch(
      /^::warning file=library\/cost\/cost-spike\.yaml,line=\d+,col=\d+,title=review-overdue%3A [^:]+::the review was due on .*\n$/,
    );
    expect(code).toBe(1);
    const log = JSON.parse(run(folder, 'lint', '--format', 'sarif').out);
    expect(log.runs[0].results).toHaveLength(1);
    expect(log.runs[0].results[0]).toMatchObject({ ruleId: 'review-overdue', level: 'warning' });
    expect(JSON.parse(run(folder, 'lint', '--format', 'json').out).findings[0].rule).toBe('review-overdue');
  });

  it('says nothing to a pull request that is in order', () => {
    expect(run(runbookFolder(), 'lint', '--format', 'github')).toEqual({ out: '', err: '', code: 0 });
  });

  it('refuses a format it does not speak', () => {
    expect(() => run(runbookFolder(), 'lint', '--format', 'xml')).toThrow(/Allowed choices are text, json/);
  });

  it('looks at the environment only when asked', () => {
    expect(run(runbookFolder(), 'lint', '--env').out).toContain('AIRB_SANDBOX_URL is not set');
  });
});

describe('airb runbooks list and show', () => {
  it('lists by group', () => {
    const { out } = run(runbookFolder(), 'list');
    expect(out).toMatch(/^cost\n {2}cost-spike +sev3 {2}Token cost rises\ngovernance\n/);
    expect(JSON.parse(run(runbookFolder(), 'list', '--json').out)).toHaveLength(4);
  });

  it('shows all eight sections', () => {
    const { out, code } = run(runbookFolder(), 'show', 'refusal-spike');
    for (const n of [1, 2, 3, 4, 5, 6, 7, 8]) expect(out).toContain(`\n${n}. `);
    expect(out).toMatch(/Read the\s+effect after 6 min/);
    expect(code).toBe(0);
  });

  it('fills in a system, and refuses one that is not there', () => {
    const { out } = run(runbookFolder(), 'show', 'refusal-spike', '--system', 'support-bot');
    expect(out).toContain('→ Roll back System prompt: prompt-v7 → prompt-v6');
    const refused = run(runbookFolder(), 'show', 'refusal-spike', '--system', 'support-bit');
    expect(refused).toMatchObject({ out: '', code: 2 });
    expect(refused.err).toContain('no system called `support-bit`. Did you mean `support-bot`?');
  });

  it('shows a system of the inventory by its name', () => {
    expect(run(runbookFolder(), 'show', 'support-bot').out).toMatch(/^Support bot\nSystem · support-bot/);
  });

  it('prints HTML, Markdown or JSON, into a file when asked', () => {
    const folder = runbookFolder();
    expect(run(folder, 'show', 'cost-spike', '--format', 'html').out).toContain('<svg class="tree"');
    expect(run(folder, 'show', 'cost-spike', '--format', 'md').out).toMatch(/^# Token cost rises\n/);
    const data = JSON.parse(run(folder, 'show', 'cost-spike', '--json').out);
    expect(data).toMatchObject({ id: 'cost-spike', diagnosis: { start: expect.any(String) } });
    expect(data).not.toHaveProperty('text');
    const file = join(folder.dir, 'page.html');
    expect(run(folder, 'show', 'cost-spike', '--out', file).out).toBe(`Written to ${file}.\n`);
    expect(readFileSync(file, 'utf8')).toMatch(/^<!doctype html>/);
  });

  it('helps with a name that is not there', () => {
    const { out, err, code } = run(runbookFolder(), 'show', 'refusal-spice');
    expect([out, code]).toEqual(['', 2]);
    expect(err).toBe('There is no runbook called `refusal-spice`. Did you mean `refusal-spike`?\n');
  });

  it('shows what is broken instead of half a library', () => {
    const folder = runbookFolder();
    folder.edit('organization.yaml', 'schema: 1', 'schema: one');
    expect(run(folder, 'list')).toMatchObject({ out: '', code: 1 });
  });
});

describe('airb runbooks new', () => {
  const made = 'library/cost/slow-first-token.yaml';

  it.each([[[]], [['--from', 'cost-spike']]])(
    'writes a file the loader takes and the linter finds unwritten (%j)',
    (words) => {
      const folder = runbookFolder();
      const { out, code } = run(folder, 'new', 'slow-first-token', '--group', 'cost', ...words);
      expect([out, code]).toEqual([expect.stringContaining(made), 0]);
      const { library, findings } = loadLibrary(folder.dir);
      expect(library?.runbooks.find(({ id }) => id === 'slow-first-token')).toMatchObject({ group: 'cost' });
      const mine = findings.filter(({ file }) => file === made);
      expect(mine.filter(({ level }) => level === 'error')).toEqual([]);
      const unwritten = mine.filter(({ rule }) => rule === 'template-placeholder');
      expect(unwritten.map(({ path }) => path)).toEqual(
        expect.arrayContaining(['title', 'summary', 'review.by']),
      );
      const placeholders = folder.read(made).match(/^[^#\n]*\bTBD\b/gm) ?? [];
      expect(unwritten).toHaveLength(placeholders.length);
    },
  );

  it('takes the group of the runbook it starts from', () => {
    const folder = runbookFolder();
    expect(run(folder, 'new', 'slow-first-token', '--from', 'cost-spike').out).toContain(made);
  });

  it('never touches what is there', () => {
    const folder = runbookFolder();
    const before = folder.read('library/cost/cost-spike.yaml');
    const again = run(folder, 'new', 'cost-spike', '--group', 'cost');
    expect(again).toMatchObject({ out: '', code: 2 });
    expect(again.err).toContain('There is a runbook for cost-spike already');
    expect(folder.read('library/cost/cost-spike.yaml')).toBe(before);
  });

  it.each([
    [['Slow First'], /can't be a file name/],
    [['../../etc/cron'], /can't be a file name/],
    [['slow', '--from', 'cost-spiek'], /Did you mean `cost-spike`\?/],
  ])('refuses %j', (words, sentence) => {
    const { err, code } = run(runbookFolder(), 'new', ...words);
    expect(err).toMatch(sentence);
    expect(code).toBe(2);
  });
});

describe('airb runbooks match', () => {
  it('explains an Alertmanager body as the router would', () => {
    const folder = runbookFolder();
    folder.write('alert.json', JSON.stringify(payload));
    const { out, code } = run(folder, 'match', join(folder.dir, 'alert.json'));
    expect(code).toBe(0);
    expect(out).toContain(
      'runbook   refusal-spike\n  system    support-bot\n  severity  sev2\n  owner     Ana Lima',
    );
    expect(out).toContain(
      'because   refusal-spike: labels airb_failure=refusal-spike, system=support-bot match.',
    );
  });

  it('shows the matcher that won at its line, and who hears how often', () => {
    const folder = runbookFolder();
    folder.edit('library/cost/cost-spike.yaml', 'match:', 'match:\n  - { team: ai, env: prod* }');
    folder.write(
      'alert.json',
      JSON.stringify({ labels: { team: 'ai', env: 'prod-eu', service: 'support-bot' } }),
    );
    const { out } = run(folder, 'match', join(folder.dir, 'alert.json'));
    const line =
      folder
        .read('library/cost/cost-spike.yaml')
        .split('\n')
        .findIndex((one) => one.includes('team: ai')) + 1;
    expect(out).toContain(`  matched   team=ai, env=prod* (library/cost/cost-spike.yaml:${line})\n`);
    expect(out).toMatch(
      / {2}owner {5}\S.*, (?:technical owner|business owner|first on call) of support-bot\n/,
    );
    expect(out).toMatch(/ {2}updates {3}every 1 h, to .* \(#support-leadership\)\n/);
  });

  it('reads what another tool sends when it is told which, and says when it does not know the tool', () => {
    const folder = runbookFolder();
    folder.write('alert.json', JSON.stringify(payload));
    const file = join(folder.dir, 'alert.json');
    expect(run(folder, 'match', file, '--source', 'alertmanager').out).toContain('runbook   refusal-spike');
    const { err, code } = run(folder, 'match', file, '--source', 'smoke-signals');
    expect(err).toMatch(/^There is no source called `smoke-signals`\. There are: alertmanager, grafana, /);
    expect(code).toBe(2);
  });

  it('tries a body as its address would read it: what it opens, how it ends, and why it opens nothing', () => {
    const folder = runbookFolder();
    folder.write('message.json', JSON.stringify({ text: 'Refusals of the bot: 19 %' }));
    folder.write('test.json', JSON.stringify({ text: 'This is a test message' }));
    const asked = ['--source', 'slack', '--query', 'system=support-bot'];
    const { out } = run(folder, 'match', join(folder.dir, 'message.json'), ...asked);
    expect(out).toContain('runbook   refusal-spike\n  system    support-bot\n');
    expect(out).toContain('ends      after 1 h without a word; its source never says so\n');
    expect(run(folder, 'match', join(folder.dir, 'test.json'), ...asked)).toMatchObject({
      out: expect.stringMatching(/^Opens nothing: a test message\.\s*$/),
      code: 0,
    });
  });

  it('takes one normalised alert, and ends with 1 when only the generic runbook is left', () => {
    const folder = runbookFolder();
    folder.write(
      'alert.json',
      JSON.stringify({ labels: { system: 'support-bot' }, failure: 'refusal-spiek' }),
    );
    const { out, code } = run(folder, 'match', join(folder.dir, 'alert.json'), '--json');
    expect(JSON.parse(out)[0].match).toMatchObject({
      unmapped: true,
      runbook: { id: 'ai-triage' },
      severity: 'sev3',
    });
    expect(JSON.parse(out)[0].match.runbook).not.toHaveProperty('text');
    expect(out).toContain('refusal-spike: airb_failure is refusal-spiek, it wants refusal-spike');
    expect(code).toBe(1);
  });

  it.each([
    ['not JSON', '{', /not JSON/],
    ['no alert', '[]', /Not an alert/],
    ['a broken body', '{"alerts":[{}]}', /alerts\[0\]/],
  ])('refuses a file that is %s', (_, text, sentence) => {
    const folder = runbookFolder();
    folder.write('alert.json', text);
    const { err, code } = run(folder, 'match', join(folder.dir, 'alert.json'));
    expect(err).toMatch(sentence);
    expect(code).toBe(2);
  });

  it('says when there is no such file', () => {
    expect(run(runbookFolder(), 'match', '/no/such/alert.json')).toMatchObject({ out: '', code: 2 });
  });
});

describe('airb runbooks schema', () => {
  it('prints one, or writes all', () => {
    const folder = runbookFolder();
    expect(JSON.parse(run(folder, 'schema', 'system').out)).toMatchObject({
      title: 'airb system, version 1',
    });
    run(folder, 'schema', '--out', join(folder.dir, 'schema'));
    expect(readdirSync(join(folder.dir, 'schema')).sort()).toEqual([
      'catalog.json',
      'organization.v1.json',
      'runbook.v1.json',
      'scenario.v1.json',
      'system.v1.json',
      'workspace.v1.json',
    ]);
    expect(run(folder, 'schema', 'incident').code).toBe(2);
  });
});

describe('airb runbooks export --skills', () => {
  const out = () => join(runbookFolder().dir, 'skills');

  it('writes a folder for each runbook of the library, within the limits of the format', () => {
    const to = out();
    const shipped = { dir: 'runbooks' } as RunbookFolder;
    const { written } = JSON.parse(run(shipped, 'export', '--skills', '--out', to, '--json').out) as {
      written: string[];
    };
    const { library } = loadLibrary('runbooks');
    expect(written).toHaveLength(library?.runbooks.length ?? 0);
    expect(new Set(written).size).toBe(written.length);
    for (const path of written) {
      const [, front = '', body = ''] =
        /^---\n([\s\S]*?)\n---\n\n([\s\S]*)$/.exec(readFileSync(path, 'utf8')) ?? [];
      const { name, description, metadata } = parse(front) as Record<string, unknown>;
      expect(path).toBe(join(to, String(name), 'SKILL.md'));
      expect(name).toMatch(/^(?!.*--)[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/);
      expect(String(description).length, path).toBeLessThanOrEqual(1024);
      expect(description).toMatch(/^Runbook for “.*Use it when an incident of this failure is open/);
      expect(description).not.toMatch(/[<>\n]/);
      for (const value of Object.values(metadata as object)) expect(typeof value).toBe('string');
      expect(body).toMatch(/^Follow it to investigate\..*propose_containment/);
      expect(body.split('\n').length, path).toBeLessThan(500);
      for (const section of ['Rollback', 'Recovery', 'Postmortem'])
        expect(body).toMatch(new RegExp(`## .*${section}`));
    }
  });

  it('says what it needs, and writes nothing of files that can’t be used', () => {
    const folder = runbookFolder();
    expect(run(folder, 'export')).toMatchObject({ code: 2, err: expect.stringContaining('--skills --out') });
    folder.edit('organization.yaml', 'commanders: [ben', 'commanders: [bem');
    const to = out();
    expect(run(folder, 'export', '--skills', '--out', to).code).toBe(1);
    expect(existsSync(to)).toBe(false);
  });
});
