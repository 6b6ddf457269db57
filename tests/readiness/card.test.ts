import { describe, expect, it } from 'vitest';
import { drawInto } from '../../src/chat/slack/render/fit.ts';
import type { SystemSpec } from '../../src/domain/runbooks/runbook.ts';
import { assess, onlySystem } from '../../src/readiness/assess.ts';
import { readinessCard } from '../../src/readiness/card.ts';
import { linesOf } from '../views/chat/given.ts';
import { allAnswering, past as incident, now, perfect, shipped } from './given.ts';

const page = 'https://airb.example/readiness';
const nothing = { incidents: [] };

function judged(systems: SystemSpec[], past = nothing as Parameters<typeof assess>[1]) {
  return assess({ ...shipped, systems }, { looked: allAnswering(systems), ...past }, now);
}

const gaps = perfect({
  id: 'gaps',
  safeStop: undefined,
  drill: undefined,
  audiences: [],
  file: 'systems/gaps.yaml',
});
const fine = perfect({ id: 'fine', riskTier: 'low', file: 'systems/fine.yaml' });

describe('all systems in chat', () => {
  const card = readinessCard(judged([fine, gaps]), page);

  it('stand with their scores, riskiest first, and the worst gaps with how to close them', () => {
    expect(linesOf(card)).toEqual([
      'Readiness',
      'gaps 82 of 100, high risk, 3 gaps',
      'fine 100 of 100, low risk, no gap',
      'Close these first',
      'gaps: A safe stop (missing) — Write into safeStop of systems/gaps.yaml how it is stopped and what happens to tasks under way.',
      'gaps: Recent practice (missing) — Play one of its scenarios with those on call: /airb drill, or airb drill. A day written as drill: { on: <day>, what: <what was played> } into systems/gaps.yaml counts for what was played elsewhere.',
      'gaps: Audiences (missing) — Name an audience of organization.yaml in audiences of systems/gaps.yaml.',
      'From the files only: the log has no incident since 2026-05-26.',
      'Signals: Prometheus was asked just now, for the last 7 days.',
      'All of it · one system in full: /airb readiness <system>',
    ]);
  });

  it('are one sentence for a screen reader', () => {
    expect(card.text).toBe('Readiness: gaps 82, fine 100 of 100; 3 gaps.');
  });

  it('name those that no file describes', () => {
    const log = { incidents: [incident({ system: 'ghost' })] };
    expect(linesOf(readinessCard(judged([fine, gaps], log), page))).toContainEqual(
      expect.stringMatching(/^Not judged, as no file describes it: ghost \(INC-7\)/),
    );
  });

  it('are none, and the card says what to add', () => {
    expect(linesOf(readinessCard(judged([]), page))).toEqual([
      'No system is described yet: add one in systems/<id>.yaml.',
    ]);
  });
});

describe('one system in chat', () => {
  it('shows each gap with what it rests on', () => {
    const card = readinessCard(onlySystem(judged([fine, gaps]), 'gaps'), page);
    expect(card.text).toBe('gaps is ready to 82 of 100, 3 gaps. First: A safe stop.');
    expect(linesOf(card).slice(0, 5)).toEqual([
      'gaps: 82 of 100',
      'agent, high risk, 3 gaps',
      'A safe stop · missing, worth 8 points',
      'not written (systems/gaps.yaml: safeStop)',
      'Close it: Write into safeStop of systems/gaps.yaml how it is stopped and what happens to tasks under way.',
    ]);
    expect(linesOf(card)).toContain('Does not apply: Alerts mapped to runbooks · Postmortems drafted');
  });

  it('says so when nothing is missing', () => {
    const lines = linesOf(readinessCard(judged([fine]), page));
    expect(lines.slice(0, 3)).toEqual(['fine: 100 of 100', 'agent, low risk, no gap', 'Nothing is missing.']);
  });
});

describe('forty systems with long names, nothing in place and foreign words', () => {
  const hostile =
    '<!channel> *bold* `code` <https://evil.example|bank> @here \u202e\n# heading\u0000 '.repeat(40);
  const empty = (id: string): SystemSpec => ({
    ...perfect({
      id,
      title: hostile,
      fallback: '',
      fallbackTested: undefined,
      drill: undefined,
      safeStop: undefined,
    }),
    parts: perfect().parts.map((part) => ({
      ...part,
      title: hostile,
      live: hostile,
      lastKnownGood: undefined,
      separate: false,
      pinned: false,
    })),
    signals: [],
    onCall: [],
    audiences: [],
    contacts: {},
    businessOwner: 'nobody',
    file: `systems/${id}.yaml`,
  });
  const systems = Array.from({ length: 40 }, (_, n) => empty(`s${n}-${'x'.repeat(50)}`));
  const alert = {
    source: 'x',
    fingerprint: 'x',
    status: 'firing' as const,
    title: hostile,
    labels: { alertname: hostile },
    annotations: {},
    startsAt: now,
    extra: {},
  };
  const fell = incident({ system: systems[0]?.id ?? '', alerts: [alert, alert, alert], unmapped: true });
  const all = judged(systems, { incidents: [fell] });

  it.each([
    ['all', all],
    ['one', onlySystem(all, systems[0]?.id ?? '')],
  ])('%s stay below 50 blocks and 12 KB, and nothing becomes a mention', (_, readiness) => {
    const { nodes } = readinessCard(readiness, page);
    const blocks = drawInto(nodes, (id) => `U${id}`, { blocks: 10_000, bytes: 10_000_000 });
    const json = JSON.stringify(blocks);
    expect(blocks.length).toBeLessThanOrEqual(50);
    expect(Buffer.byteLength(json)).toBeLessThanOrEqual(12_000);
    expect(json).not.toMatch(/"type":"(broadcast|user|usergroup)"/);
    expect(json).not.toContain('"url":"https://evil');
  });
});
