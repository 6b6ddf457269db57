import { describe, expect, it } from 'vitest';
import { showFinding } from '../../src/library/finding.ts';
import { unbalanced } from '../../src/library/lint/promql.ts';
import { loadLibrary } from '../../src/library/load.ts';
import { type RunbookFolder, runbookFolder } from './folder.ts';

/** Mistakes that once left every file valid and something broken at night: each is a finding at its own line. */

const refusals = 'library/governance/refusal-spike.yaml';
const bot = 'systems/support-bot.yaml';
const now = Date.parse('2026-11-25T12:00:00Z');

/** What is found once one thing is changed: `rule at file:line`, where the line begins with what was changed. */
function found(change: (folder: RunbookFolder) => void) {
  const folder = runbookFolder();
  expect(loadLibrary(folder.dir, { now }).findings).toEqual([]);
  change(folder);
  const { findings } = loadLibrary(folder.dir, { now });
  return {
    findings,
    places: findings.map(({ level, rule, file, path }) => `${level} ${rule} ${file} ${path}`),
    shown: findings.map(showFinding).join('\n'),
    folder,
  };
}

/** Changes the field of a signal of the sample system. */
const ofSignal = (signal: string, field: string, to: string) => (folder: RunbookFolder) =>
  folder.edit(bot, new RegExp(`(^ {2}${signal}:\\n(?: {4}.*\\n)*? {4}${field}: ).*`, 'm'), `$1${to}`);

describe('a number that nothing can be', () => {
  it('a ratio with a baseline of 4 is found at the baseline, with the share that was meant', () => {
    const { places, shown } = found(ofSignal('refusal_rate', 'baseline', '4'));
    expect(places).toEqual([`warning value-impossible ${bot} signals.refusal_rate.baseline`]);
    expect(shown).toContain('4 is the normal of `refusal_rate`, and no ratio is that');
    expect(shown).toContain('fix: write 0.04 where 4 % is meant');
  });

  it('a limit in percent would never be passed, nor one that doubles a share of 60 %', () => {
    const percent = found((folder) => folder.edit(refusals, 'above: 2x baseline', 'above: 8'));
    expect(percent.places).toEqual([`warning value-impossible ${refusals} triggers.0.above`]);
    expect(percent.shown).toContain('`refusal_rate` is never above 800 % in support-bot');
    const doubled = found(ofSignal('refusal_rate', 'baseline', '0.6'));
    expect(doubled.places).toContain(`warning value-impossible ${refusals} triggers.0.above`);
    expect(doubled.shown).toContain('why: this alert would never come');
  });

  it('a recovery that always holds is no proof', () => {
    const { places, shown } = found((folder) =>
      folder.edit(
        refusals,
        /\{ signal: unsafe_answers, atMost: [^}]*\}/,
        '{ signal: unsafe_answers, atMost: 2 }',
      ),
    );
    expect(places).toEqual([`warning value-impossible ${refusals} recovery.safety.0.atMost`]);
    expect(shown).toContain('why: it counts as recovered whatever happens');
  });

  it('negative seconds are no normal', () => {
    const { places } = found(ofSignal('latency_p95', 'baseline', '-1'));
    expect(places).toContain(`warning value-impossible ${bot} signals.latency_p95.baseline`);
  });
});

describe('`better` against what the runbooks say', () => {
  it('is found at `better`, although one runbook takes it the other way round', () => {
    const { places, shown } = found(ofSignal('refusal_rate', 'better', 'higher'));
    expect(places).toEqual([`warning better-contradicted ${bot} signals.refusal_rate.better`]);
    expect(shown).toContain('fix: write `better: lower` where it is a slip');
  });

  it('a trigger turned round is found, because it fires on what is normal', () => {
    const { places, shown } = found((folder) =>
      folder.edit(refusals, 'above: 2x baseline', 'below: 2x baseline'),
    );
    expect(places).toContain(`warning trigger-on-normal ${refusals} triggers.0.below`);
    expect(shown).toContain('what is normal for `refusal_rate` in support-bot is below this limit');
  });

  it('a runbook whose triggers all call for what its recovery asks is found at each', () => {
    const { places } = found((folder) => {
      folder.edit(refusals, 'above: 2x baseline', 'below: 0.5x baseline');
      folder.edit(refusals, 'below: 0.8x baseline\n    for', 'above: 1.8x baseline\n    for');
    });
    expect(places).toContain(`warning better-contradicted ${refusals} triggers.0.below`);
    expect(places).toContain(`warning better-contradicted ${refusals} triggers.1.above`);
  });
});

describe('PromQL that does not close', () => {
  it.each([
    ['sum(rate(a[5m])', '`(` does not close'],
    ['sum(rate(a[5m])))', '`)` closes nothing'],
    ['a{b="c"', '`{` does not close'],
    ['rate(a[5m)]', '`[` is closed by `)`'],
    ['a{b="c}', 'the quote " does not close'],
  ])('%s', (query, what) => expect(unbalanced(query)).toBe(what));

  it.each([
    'a{b="(["}',
    "a{b='it\\'s ('}",
    'label_replace(a, "b", "$1", "c", "(.*)")',
    'a{b=~`\\(`}',
    'a # (',
  ])('%s closes', (query) => expect(unbalanced(query)).toBeUndefined());

  it('is found at the query of a signal, of the traffic, and of a question', () => {
    const signal = found(ofSignal('refusal_rate', 'query', 'sum(rate(a[5m])'));
    expect(signal.places).toEqual([`warning promql-unbalanced ${bot} signals.refusal_rate.query`]);
    const traffic = found((folder) =>
      folder.edit(bot, /(- part: model\n {4}query: ).*/, "$1'sum by (x) (rate(a[10m])'"),
    );
    expect(traffic.places).toEqual([`warning promql-unbalanced ${bot} observed.0.query`]);
    const question = found((folder) => folder.edit(refusals, /^( {6}ask: .*\n)/m, "$1      query: 'a{b'\n"));
    expect(question.places[0]).toMatch(
      /^warning promql-unbalanced \S+refusal-spike.yaml diagnosis\.checks\.[\w-]+\.query$/,
    );
  });
});

describe('what the form of a file refuses', () => {
  it('a zone that is none, as `tz: Lisbon`', () => {
    const { places, shown } = found((folder) =>
      folder.edit('organization.yaml', /tz: Europe\/Lisbon/, 'tz: Lisbon'),
    );
    expect(places).toEqual([expect.stringMatching(/^error field-value organization\.yaml people\.\w+\.tz$/)]);
    expect(shown).toContain('expected: a time zone that exists, such as Europe/Lisbon');
  });

  it('more approvals than there are approvers', () => {
    const { places, shown } = found((folder) =>
      folder.edit('organization.yaml', /(sev1: \{ high: \d, medium: )\d/, '$15'),
    );
    expect(places).toContain('error approvals-unmet organization.yaml approvals.sev1.medium');
    expect(shown).toContain('no rollback there could ever be approved');
  });
});

describe('a system that is new', () => {
  const fresh = (folder: RunbookFolder) => {
    const text = folder.read(bot);
    const signals = `signals:
  latency_p95: { title: Latency, query: up, unit: seconds, baseline: 1, better: lower }
`;
    const bare = text
      .replace(/^signals:\n[\s\S]*$/m, signals)
      .replace(/^ {4}moves: .*\n/gm, '')
      .replace(/^observed:\n(?:(?: .*)?\n)+?(?=^\w)/m, '');
    expect(bare).not.toBe(text);
    folder.write('systems/new-bot.yaml', bare);
  };

  it('hears what it lacks once, in its own file, whatever number of runbooks it concerns', () => {
    const { findings, places, shown } = found(fresh);
    expect(new Set(findings.map(({ file }) => file))).toEqual(new Set(['systems/new-bot.yaml']));
    expect(places.filter((one) => one.includes('trigger-blind'))).toEqual([
      'warning trigger-blind systems/new-bot.yaml signals',
    ]);
    expect(new Set(places).size).toBe(places.length);
    expect(shown).toContain('refusal_rate or ticket_deflection (refusal-spike)');
  });

  it('a runbook that watches what no system measures hears it itself', () => {
    const { findings } = found((folder) => {
      const text = folder.read(bot);
      folder.write('systems/other-bot.yaml', text);
      folder.edit(refusals, 'signal: refusal_rate\n', 'signal: polite_noes\n');
      folder.edit(refusals, 'signal: ticket_deflection\n', 'signal: sighs\n');
    });
    const blind = findings.filter(({ rule }) => rule === 'trigger-blind');
    expect(blind).toMatchObject([
      {
        file: refusals,
        what: 'other-bot and support-bot measure none of the signals this runbook is triggered by (polite_noes, sighs)',
      },
    ]);
  });
});
