import { describe, expect, it } from 'vitest';
import { html } from '../../src/documents/html.ts';
import { markdown } from '../../src/documents/markdown.ts';
import { fold, nothing } from '../../src/domain/incident/evolve.ts';
import type { Library } from '../../src/domain/runbooks/runbook.ts';
import { alarming, assess, onlySystem } from '../../src/readiness/assess.ts';
import { readinessDocument } from '../../src/readiness/document.ts';
import { findSystem } from '../../src/readiness/find-system.ts';
import { readinessJson } from '../../src/readiness/json.ts';
import { pastIncident } from '../../src/readiness/past.ts';
import { at, workedExample } from '../support/worked-example.ts';
import { allAnswering, daysAgo, now, past, perfect, shipped } from './given.ts';

const library: Library = {
  ...shipped,
  systems: [
    perfect({ id: 'low', riskTier: 'low', safeStop: undefined, drill: undefined, file: 'systems/low.yaml' }),
    perfect({ id: 'high', drill: undefined, audiences: [], file: 'systems/high.yaml' }),
    perfect({ id: 'other-high', fallbackTested: '2026-01-05', file: 'systems/other-high.yaml' }),
  ],
};
const log = {
  incidents: [past({ number: 9, system: 'ghost' }), past({ system: 'high' })],
  looked: allAnswering(library.systems),
};

describe('several systems', () => {
  const judged = assess(library, log, now);

  it('stand in order of risk, then the lowest score first', () => {
    expect(judged.systems.map(({ system }) => system)).toEqual(['other-high', 'high', 'low']);
    expect(judged.systems.map(({ score }) => score)).toEqual([95, 96, 85]);
  });

  it('have their gaps ordered by risk, then by what closing them gives', () => {
    expect(judged.gaps.map(({ system, point }) => `${system} ${point.id}`)).toEqual([
      'other-high degradation-tested',
      'high audiences',
      'low safe-stop',
      'low drill',
    ]);
  });

  it('raise the alarm for what a high risk lacks altogether', () => {
    expect(alarming(judged).map(({ system, point }) => `${system} ${point.id}`)).toEqual(['high audiences']);
  });

  it('are joined by systems that only the log knows', () => {
    expect(judged.unlisted).toEqual([{ system: 'ghost', incidents: [9] }]);
    expect(markdown(readinessDocument(judged))).toContain(
      'Not judged, as no file describes it: `ghost` (INC-9).',
    );
  });

  it('leave out what is older than half a year', () => {
    const old = { incidents: [past({ number: 9, system: 'ghost', openedAt: daysAgo(181) })] };
    expect(assess(library, old, now)).toMatchObject({ unlisted: [], log: { incidents: 0 } });
  });
});

describe('the paper', () => {
  it('names each gap with its reason, its evidence and the field that closes it', () => {
    const text = markdown(readinessDocument(onlySystem(assess(library, log, now), 'high')));
    expect(text).toMatch(/^# Order agent: 96 of 100\n/);
    expect(text).toContain('\n## Missing: Audiences\n');
    expect(text).toContain('- no audience (`audiences`)');
    expect(text).toContain('**To close it:** Name an audience of `organization.yaml`');
    expect(text).not.toContain('private');
  });

  it('says that the log is empty', () => {
    const text = markdown(readinessDocument(assess(library, { incidents: [] }, now)));
    expect(text).toContain('From the files only: the log has no incident since 2026-05-26.');
  });

  it('says what to do where there is no system', () => {
    const none = assess({ ...library, systems: [] }, { incidents: [] }, now);
    expect(markdown(readinessDocument(none))).toContain(
      'No system is described yet: add one in `systems/<id>.yaml`.',
    );
  });

  it('links incidents on a page, and keeps foreign words as text', () => {
    const hostile = perfect({ title: '<script>x</script>', safeStop: '<img src=x>' });
    const judged = assess({ ...library, systems: [hostile] }, { incidents: [past()] }, now);
    const page = html(readinessDocument(judged));
    expect(page).toContain('<a href="/incidents/7">INC-7</a>');
    expect(page).not.toMatch(/<script|<img/);
  });
});

describe('as JSON', () => {
  it('has score, state, share, evidence and the way to close each gap', () => {
    const found = JSON.parse(JSON.stringify(readinessJson(assess(library, log, now))));
    expect(found).toMatchObject({
      at: '2026-11-22T12:00:00.000Z',
      log: { incidents: 2 },
      unlisted: [{ system: 'ghost', incidents: [9] }],
    });
    expect(found.systems[0]).toMatchObject({ system: 'other-high', score: 95, riskTier: 'high' });
    expect(
      found.systems[0].points.find((one: { id: string }) => one.id === 'degradation-tested'),
    ).toMatchObject({
      state: 'partly',
      share: 0.4,
      weight: 9,
      evidence: [{ file: 'systems/other-high.yaml', field: 'fallbackTested' }, {}],
    });
    expect(found.gaps[1]).toEqual({
      system: 'high',
      riskTier: 'high',
      point: 'audiences',
      title: 'Audiences',
      state: 'missing',
      cost: 3.2,
      close: expect.stringContaining('`audiences`'),
    });
  });
});

describe('an incident of the log', () => {
  it('gives its measured rollbacks, the steps done and whether its draft was written', () => {
    const incident = fold(nothing, workedExample());
    if (incident.phase === 'none') throw new Error('the incident did not open');
    expect(pastIncident(incident)).toMatchObject({
      number: 42,
      system: 'support-bot',
      unmapped: false,
      resolvedAt: at('14:44'),
      rollbacks: [
        { part: 'prompt', verdict: 'partly contained' },
        { part: 'index', verdict: 'contained' },
      ],
      postmortem: { drafted: incident.drafts > 0 },
    });
    expect(pastIncident(incident).stepsDone).toBeGreaterThan(0);
  });

  it('is no mapping gap when a person declared it without naming a failure', () => {
    const incident = fold(nothing, workedExample({ unmapped: true, alert: undefined }).slice(0, 1));
    if (incident.phase === 'none') throw new Error('the incident did not open');
    expect(pastIncident(incident).unmapped).toBe(false);
  });
});

describe('a system’s name', () => {
  const ids = ['support-bot', 'refund-agent'];

  it.each([
    ['support-bot', { id: 'support-bot' }],
    ['Support-Bot ', { id: 'support-bot' }],
    [
      'suport-bot',
      { rejected: 'There is no system called `suport-bot`.', next: 'Did you mean `support-bot`?' },
    ],
    ['x', { rejected: 'There is no system called `x`.', next: 'There are: `support-bot`, `refund-agent`.' }],
  ])('%j', (asked, found) => {
    expect(findSystem(asked, ids)).toEqual(found);
  });

  it('can’t be meant where there is none', () => {
    expect(findSystem('x', [])).toMatchObject({ next: expect.stringContaining('systems/<id>.yaml') });
  });
});
