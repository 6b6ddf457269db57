import { cpSync, mkdirSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadLibrary } from '../../src/library/load.ts';
import { type RunbookFolder, runbookFolder, withoutAliases } from './folder.ts';

const refusals = 'library/governance/refusal-spike.yaml';
const bot = 'systems/support-bot.yaml';

/** What the loader says of a folder, as `level file:line what`. */
function said({ dir }: RunbookFolder, now?: number): string[] {
  const { findings } = loadLibrary(dir, { ...(now !== undefined && { now }) });
  return findings.map(({ level, file, line, what }) => `${level} ${file}:${line} ${what}`);
}

const lineOf = (folder: RunbookFolder, file: string, text: string) =>
  folder
    .read(file)
    .split('\n')
    .findIndex((line) => line.includes(text)) + 1;

describe('a folder in which all is well', () => {
  it('gives the whole library, each runbook with the hash of its bytes and step ids of its sections', () => {
    const { library, findings } = loadLibrary(runbookFolder().dir);
    expect(findings).toEqual([]);
    const runbook = library?.runbooks.find(({ id }) => id === 'refusal-spike');
    expect(runbook).toMatchObject({ group: 'governance', failure: 'refusal-spike', file: refusals });
    expect(runbook?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(runbook?.triage.steps[0]?.id).toBe('triage.read-twenty');
    expect(runbook?.recovery.business[0]).toEqual({
      signal: 'ticket_deflection',
      compare: 'at-least',
      baselineFactor: 0.95,
    });
    expect(runbook?.triggers[0]).toEqual({
      id: 'refusals-doubled',
      title: 'refusal rate above twice its baseline for 10 min',
      signal: 'refusal_rate',
      compare: 'above',
      baselineFactor: 2,
      hold: 600_000,
    });
  });

  it('takes a new runbook for no more than its file', () => {
    const folder = runbookFolder();
    mkdirSync(join(folder.dir, 'library/agentic'));
    folder.write('library/agentic/unsafe-tool-use.yaml', withoutAliases(folder.read(refusals)));
    const { library, findings } = loadLibrary(folder.dir);
    expect(findings.map(({ rule, file }) => [rule, file])).toEqual([['text-copied', refusals]]);
    expect(library?.runbooks.find(({ id }) => id === 'unsafe-tool-use')).toMatchObject({
      group: 'agentic',
      failure: 'unsafe-tool-use',
    });
  });

  it('reads files through links, as mounted configuration comes', () => {
    const folder = runbookFolder();
    mkdirSync(join(folder.dir, 'systems/..data'));
    renameSync(join(folder.dir, bot), join(folder.dir, 'systems/..data/support-bot.yaml'));
    symlinkSync('..data/support-bot.yaml', join(folder.dir, bot));
    expect(loadLibrary(folder.dir).library?.systems.map(({ id }) => id)).toEqual(['support-bot']);
  });
});

describe('names that lead nowhere', () => {
  const cases: [name: string, file: string, from: string, to: string, expected: RegExp][] = [
    ['an owner nobody is', bot, 'technicalOwner: ana', 'technicalOwner: anna', /no person called `anna`/],
    ['a page to nobody', bot, 'people: [dev]', 'people: [deb]', /no person or rotation called `deb`/],
    ['an audience nobody described', bot, '[support-leadership]', '[support-leaders]', /no audience called/],
    ['a manager who left', 'organization.yaml', 'manager: eva', 'manager: eve', /no person called `eve`/],
    [
      'a generic runbook that is not there',
      'organization.yaml',
      'ai-triage',
      'ai-triag',
      /no runbook called/,
    ],
  ];

  it.each(cases)('%s keeps the library from being used', (_, file, from, to, expected) => {
    const folder = runbookFolder();
    folder.edit(file, from, to);
    const { library, findings } = loadLibrary(folder.dir);
    expect(library).toBeUndefined();
    expect(findings).toHaveLength(1);
    expect(findings[0]).toMatchObject({ level: 'error', file, line: lineOf(folder, file, to) });
    expect(findings[0]?.what).toMatch(expected);
  });

  it('are answered with the nearest name there is', () => {
    const folder = runbookFolder();
    folder.edit(bot, 'technicalOwner: ana', 'technicalOwner: anna');
    expect(loadLibrary(folder.dir).findings[0]?.fix).toBe('did you mean `ana`?');
  });
});

describe('two of what there may be one', () => {
  it('two runbooks of one id are both named', () => {
    const folder = runbookFolder();
    cpSync(join(folder.dir, refusals), join(folder.dir, 'library/quality/refusal-spike.yaml'));
    expect(said(folder)).toContain(
      `error library/quality/refusal-spike.yaml:1 \`refusal-spike\` is already the id of ${refusals}`,
    );
  });

  it('two runbooks for one failure tie', () => {
    const folder = runbookFolder();
    folder.edit('library/cost/cost-spike.yaml', /^title:/m, 'failure: refusal_spike\ntitle:');
    expect(said(folder).join('\n')).toMatch(
      /refusal-spike\.yaml:\d+ an alert can match this \(airb_failure=refusal-spike\) and cost-spike/,
    );
  });

  it('two matchers tie when one alert can carry both labels', () => {
    const folder = runbookFolder();
    folder.edit(refusals, /^severity:/m, 'match:\n  - { team: ai, alertname: Refus* }\nseverity:');
    folder.edit('library/cost/cost-spike.yaml', 'match:', 'match:\n  - { env: prod, alertname: Refusals* }');
    const line = lineOf(folder, refusals, 'team: ai');
    expect(said(folder)).toEqual([
      `error ${refusals}:${line} an alert can match this (team=ai, alertname=Refus*) and cost-spike (env=prod, alertname=Refusals*) equally well`,
    ]);
  });

  it('no tie where one is stronger, or where no alert can satisfy both', () => {
    const folder = runbookFolder();
    folder.edit(refusals, /^severity:/m, 'match:\n  - { alertname: Refus* }\n  - { team: ai }\nseverity:');
    folder.edit(
      'library/cost/cost-spike.yaml',
      'match:',
      'match:\n  - { alertname: Cost* }\n  - { team: money }',
    );
    expect(said(folder)).toEqual([]);
  });

  it('two people with one Slack account', () => {
    const folder = runbookFolder();
    folder.edit('organization.yaml', 'slack: U01BEN', 'slack: U01ANA');
    expect(said(folder)).toEqual([
      `error organization.yaml:${lineOf(folder, 'organization.yaml', 'name: Ben') + 3} \`ben\` and \`ana\` have the same Slack id`,
    ]);
  });

  it('two steps of one id in a section', () => {
    const folder = runbookFolder();
    folder.edit(refusals, 'id: who-refused', 'id: read-twenty');
    expect(said(folder)[0]).toMatch(/`read-twenty` is the id of another step/);
  });
});

describe('gaps that would be found at night', () => {
  it('a signal a system lacks is a warning, and the library stays in use', () => {
    const folder = runbookFolder();
    folder.edit(bot, '  unsafe_answers:', '  unsafe_answer_share:');
    const { library, findings } = loadLibrary(folder.dir);
    expect(library).toBeDefined();
    expect(findings.map(({ level }) => level)).toEqual(findings.map(() => 'warning'));
    expect(new Set(findings.map(({ file }) => file))).toEqual(new Set([bot]));
    expect(findings.map(({ what }) => what)).toContain('there is no signal called `unsafe_answers`');
    expect(findings.find(({ rule }) => rule === 'recovery-blind')).toMatchObject({
      what: 'support-bot measures nothing that proves recovery from refusal-spike as a safety metric',
      expected: 'at least one signal for each: unsafe_answers (refusal-spike)',
    });
  });

  it('a baseline that a limit is a multiple of', () => {
    const folder = runbookFolder();
    folder.edit(bot, '    baseline: 0.002\n', '');
    expect(said(folder).join('\n')).toMatch(
      /support-bot gives no baseline for anything that proves recovery from refusal-spike as a safety metric/,
    );
  });

  it('a kind to roll back that no system has', () => {
    const folder = runbookFolder();
    folder.edit(refusals, 'order: [flag,', 'order: [threshold, flag,');
    expect(said(folder)).toEqual([
      `warning ${bot}:${lineOf(folder, bot, 'parts:')} support-bot has no part of kind \`threshold\`, which is rolled back in refusal-spike`,
    ]);
  });

  it('a review that is overdue, from the very day on', () => {
    const folder = runbookFolder();
    folder.edit(refusals, /on: [\d-]+/, 'on: 2026-01-01');
    folder.edit(refusals, /everyDays: \d+/, 'everyDays: 31');
    const about = (now: string) => said(folder, Date.parse(now)).filter((line) => line.includes(refusals));
    expect(about('2026-01-31T23:59:59Z')).toEqual([]);
    expect(about('2026-02-01T00:00:00Z')[0]).toMatch(/the review was due on 2026-02-01/);
  });

  it('somebody on call whom no page can reach', () => {
    const folder = runbookFolder();
    folder.edit('organization.yaml', /\n {4}email: dev.*\n {4}slack: U01DEV/, '');
    expect(said(folder).join()).toMatch(/`dev` is on call for support-bot, but has no chat account/);
  });

  it.each([
    [
      'a system that is not there',
      'channel: support-leadership\n    systems: [support-bott]\n',
      /no system called `support-bott`/,
    ],
    ['two ways', 'channel: support-leadership\n    email: [a@example.org]\n', /exactly one of channel/],
    ['what is internal on a status page', 'statuspage: { page: abc123 }\n', /everybody can read/],
  ])('an audience with %s', (_, to, expected) => {
    const folder = runbookFolder();
    folder.edit('organization.yaml', 'channel: support-leadership\n', to);
    const { library, findings } = loadLibrary(folder.dir);
    expect(library).toBeUndefined();
    expect(JSON.stringify(findings)).toMatch(expected);
  });

  it('an audience that no setting leads to', () => {
    const folder = runbookFolder();
    folder.edit('organization.yaml', 'channel: support-leadership\n', 'email: [leaders@example.org]\n');
    const found = (env: Record<string, string>) =>
      loadLibrary(folder.dir, { env }).findings.map(({ what }) => what);
    expect(found({}).join()).toMatch(/support-leadership can't be told: SMTP_URL is not set/);
    expect(found({ SMTP_URL: 'smtp://mail.example.org' }).join()).not.toMatch(/SMTP_URL/);
  });

  it('a system nobody hears of', () => {
    const folder = runbookFolder();
    folder.edit(bot, 'audiences: [support-leadership]\n', '');
    expect(said(folder).join()).toMatch(/support-bot has no audience/);
  });
});

describe('secrets in actions', () => {
  it('may not be in headers', () => {
    const folder = runbookFolder();
    folder.edit(bot, '      dryRun:', '      headers: { X-Api-Key: abc }\n      dryRun:');
    expect(said(folder)[0]).toMatch(/the header `X-Api-Key` carries a secret/);
  });

  it('may not be filled into an address', () => {
    const folder = runbookFolder();
    folder.edit(bot, '/targets/support-bot/flag', `/targets/\${SUPPORT_BOT_ROLLBACK_TOKEN}/flag`);
    expect(said(folder)[0]).toMatch(/the address is filled with a secret/);
  });
});

describe('a template that lacks a line', () => {
  it('is shown with the line it lacks', () => {
    const folder = runbookFolder();
    folder.edit(refusals, /\n {4}scope: Some conversations.*/, '');
    expect(said(folder)).toEqual([
      `error ${refusals}:${lineOf(folder, refusals, '  customer:')} \`communication.customer.scope\` is missing`,
    ]);
  });
});

describe('addresses with environment variables', () => {
  const env = { AIRB_SANDBOX_URL: 'http://127.0.0.1:3000/sandbox', SUPPORT_BOT_ROLLBACK_TOKEN: 'set' };

  it('are filled in where airb runs', () => {
    const { library, findings } = loadLibrary(runbookFolder().dir, { env });
    expect(findings).toEqual([]);
    const prompt = library?.systems[0]?.parts.find(({ id }) => id === 'prompt');
    expect(prompt?.action).toEqual({
      method: 'POST',
      url: 'http://127.0.0.1:3000/sandbox/targets/support-bot/prompt',
      body: { version: '{{version}}', idempotencyKey: '{{key}}', reason: '{{reason}}' },
      headers: {},
      secret: { env: 'SUPPORT_BOT_ROLLBACK_TOKEN', header: 'Authorization', prefix: 'Bearer ' },
      dryRun: { dryRun: true },
      idempotent: true,
    });
    expect(prompt?.current).toEqual({
      url: 'http://127.0.0.1:3000/sandbox/targets/support-bot/prompt',
      path: 'live',
      headers: {},
    });
  });

  it('are never called half filled: the part falls back to its manual step, and one finding says so', () => {
    const { library, findings } = loadLibrary(runbookFolder().dir, {
      env: { ...env, AIRB_SANDBOX_URL: undefined },
    });
    expect(findings.map(({ level, what }) => `${level} ${what}`)).toEqual([
      'warning the environment variable AIRB_SANDBOX_URL is not set',
    ]);
    const prompt = library?.systems[0]?.parts.find(({ id }) => id === 'prompt');
    expect(prompt?.action).toBeUndefined();
    expect(prompt?.manual).toMatch(/Roll System prompt back by hand/);
  });

  it('must come out as web addresses', () => {
    const { findings } = loadLibrary(runbookFolder().dir, {
      env: { ...env, AIRB_SANDBOX_URL: 'file:///etc' },
    });
    expect(findings[0]).toMatchObject({
      level: 'warning',
      what: 'the completed address is not a web address',
    });
  });

  it('stay as written where airb does not run', () => {
    const { library, findings } = loadLibrary(runbookFolder().dir);
    expect(findings).toEqual([]);
    expect(library?.systems[0]?.parts[0]?.action?.url).toBe(`\${AIRB_SANDBOX_URL}/targets/support-bot/flag`);
  });
});

describe('files in the wrong place', () => {
  it('a folder without an organization is told what is missing', () => {
    const folder = runbookFolder();
    folder.remove('organization.yaml');
    expect(said(folder)).toEqual(['error organization.yaml:1 the file is missing']);
  });

  it('a folder that does not exist is a finding too', () => {
    expect(loadLibrary('/no/such/folder').library).toBeUndefined();
  });

  it('a runbook outside the groups, or with a name that can be no id', () => {
    const folder = runbookFolder();
    cpSync(join(folder.dir, refusals), join(folder.dir, 'library/loose.yaml'));
    cpSync(join(folder.dir, refusals), join(folder.dir, 'library/cost/Big Bill.yaml'));
    expect(said(folder)).toEqual([
      "error library/cost/Big Bill.yaml:1 `Big Bill` can't be an id",
      'error library/loose.yaml:1 the file is not in the folder of a group',
    ]);
  });

  it('all files are looked at, not only the first broken one', () => {
    const folder = runbookFolder();
    folder.edit(refusals, 'owner: onCall', 'owner: me');
    folder.edit(bot, 'riskTier: medium', 'riskTier: some');
    expect(said(folder).map((line) => line.split(':')[0])).toEqual([`error ${refusals}`, `error ${bot}`]);
  });
});
