import { describe, expect, it } from 'vitest';
import { compilePlan } from '../../../src/domain/runbooks/compile.ts';
import type { Library, Runbook, SystemSpec } from '../../../src/domain/runbooks/runbook.ts';
import { unlistedSystem } from '../../../src/domain/runbooks/unlisted.ts';
import { minute } from '../../../src/domain/time.ts';
import { loadLibrary } from '../../../src/library/load.ts';

function shipped(): { library: Library; runbook: Runbook; system: SystemSpec } {
  const { library } = loadLibrary('runbooks');
  const runbook = library?.runbooks.find(({ id }) => id === 'refusal-spike');
  const system = library?.systems.find(({ id }) => id === 'support-bot');
  if (library === undefined || runbook === undefined || system === undefined) throw new Error('no library');
  return { library, runbook, system };
}

const links = { page: 'http://airb.example.com/incidents/1' };
const around = { pagers: ['chat'], chats: ['slack'], links, at: Date.parse('2026-11-25T12:00:00Z') };

describe('a plan for the refusal spike of the support bot', () => {
  const { library, runbook, system } = shipped();
  const plan = compilePlan(library, { runbook, system }, around);

  it('has the five working sections, with step ids unique over all of them', () => {
    expect(plan.sections.map(({ id }) => id)).toEqual([
      'triage',
      'rollback',
      'communication',
      'recovery',
      'postmortem',
    ]);
    const ids = plan.sections.flatMap(({ steps }) => steps.map(({ id }) => id));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('lists the parts fastest first, as the runbook orders their kinds', () => {
    const ids = plan.parts.map(({ id }) => id);
    expect(ids).toEqual(['flag', 'prompt', 'guardrail', 'model', 'router', 'index', 'code']);
    expect(plan.parts.at(-1)).toMatchObject({ live: 'api-v18', lastKnownGood: 'api-v17' });
    expect(plan.parts.at(-1)?.action).toBeUndefined();
  });

  it('puts the signals that tell most first', () => {
    expect(plan.signals.slice(0, 3).map(({ name }) => name)).toEqual([
      'refusal_rate',
      'unsafe_answers',
      'ticket_deflection',
    ]);
    expect(plan.signals.map(({ name }) => name).sort()).toEqual(
      system.signals.map(({ name }) => name).sort(),
    );
  });

  it('has the approvals of the risk tier, the cadence and the escalation', () => {
    expect(plan.approvals).toEqual({ sev1: 1, sev2: 1, sev3: 0, sev4: 0 });
    expect(plan.cadence.sev2).toEqual({ every: 30 * minute });
    expect(plan.cadence.sev4).toEqual({});
    expect(plan.escalation.map(({ people, after }) => [people, after / minute])).toEqual([
      [['ana'], 5],
      [['dev'], 5],
      [['ben', 'finn'], 10],
    ]);
  });

  it('names everybody it may need, managers of managers too', () => {
    expect(plan.people.ana).toEqual({
      chats: ['slack'],
      name: 'Ana Lima',
      title: 'Platform engineer, support-bot on call',
      manager: 'finn',
    });
    const named = ['ana', 'ben', 'chloe', 'dev', 'eva', 'finn'];
    expect(Object.keys(plan.people)).toEqual(expect.arrayContaining(named));
    expect(plan.audiences.map((one) => 'channel' in one && one.channel)).toEqual(['support-leadership']);
  });

  it('pins the runbook by its hash', () => {
    expect(plan.runbook.hash).toBe(runbook.hash);
  });
});

describe('a runbook that wants another cadence', () => {
  it("gets it for the severities it names, and the organization's for the rest", () => {
    const { library, runbook, system } = shipped();
    const cadence = { sev3: { every: 15 * minute } };
    const hasty = { ...runbook, communication: { ...runbook.communication, cadence } };
    const plan = compilePlan(library, { runbook: hasty, system }, around);
    expect(plan.cadence.sev3).toEqual({ every: 15 * minute });
    expect(plan.cadence.sev2).toEqual({ every: 30 * minute });
  });
});

describe("a system that can't be measured in full", () => {
  it('is not held to checks it can never meet, and the plan says which', () => {
    const { library, runbook, system } = shipped();
    const signals = system.signals
      .filter(({ name }) => name !== 'unsafe_answers')
      .map((signal) => (signal.name === 'ticket_deflection' ? { ...signal, baseline: undefined } : signal));
    const plan = compilePlan(library, { runbook, system: { ...system, signals } }, around);
    expect(plan.recovery).toMatchObject({ safety: [], business: [], hold: 10 * minute });
    expect(plan.recovery.key).toHaveLength(1);
    expect(plan.knownLimits.slice(-2)).toEqual([
      'Recovery is not checked on any safety metric: support-bot has no signal unsafe_answers.',
      expect.stringMatching(
        /^Recovery is not checked on any business metric: ticket_deflection has no baseline[;.]/,
      ),
    ]);
  });

  it('a system without a file makes a plan too', () => {
    const { library, runbook } = shipped();
    const system = unlistedSystem('summariser', library.organization);
    const plan = compilePlan(library, { runbook, system }, around);
    expect(plan).toMatchObject({ parts: [], signals: [], recovery: { key: [], safety: [], business: [] } });
    expect(plan.approvals.sev2).toBe(2);
    expect(plan.escalation[0]?.people).toEqual(['ben']);
  });
});

describe('a manager named nowhere else', () => {
  it('is in the plan, as the last rung of an escalation may reach that far', () => {
    const { library, runbook, system } = shipped();
    const { people } = library.organization;
    const withHead = [
      ...people.map((one) => (one.id === 'finn' ? { ...one, manager: 'gus' } : one)),
      { id: 'gus', name: 'Gus' },
    ];
    const organization = { ...library.organization, people: withHead };
    const plan = compilePlan({ ...library, organization }, { runbook, system }, around);
    expect(plan.people.gus).toEqual({ name: 'Gus' });
  });
});

describe('managers in a circle', () => {
  it('are each named once', () => {
    const { library, runbook, system } = shipped();
    const people = library.organization.people.map((one) =>
      one.id === 'finn' ? { ...one, manager: 'ana' } : one,
    );
    const plan = compilePlan(
      { ...library, organization: { ...library.organization, people } },
      { runbook, system },
      around,
    );
    expect(plan.people.finn?.manager).toBe('ana');
  });
});

describe('a policy that names a rotation', () => {
  const { library, runbook, system } = shipped();
  const layer = { people: ['dev', 'ana'], turn: 'week' as const, from: '2026-01-05', handOver: '09:00' };
  const rotation = {
    id: 'first-line',
    title: 'First line',
    zone: 'Europe/Lisbon',
    layers: [{ ...layer, zone: 'Europe/Lisbon', holidays: [] }],
    overrides: [{ person: 'eva', from: around.at, to: around.at + 60_000 }],
  };
  const organization = { ...library.organization, rotations: [rotation] };
  const onCall = [
    { people: ['first-line', 'ben'], after: 5 * minute, acknowledge: 'all' as const },
    { people: ['finn'], after: 5 * minute },
  ];
  const plan = compilePlan({ ...library, organization }, { runbook, system: { ...system, onCall } }, around);

  it('pages who is on call at the opening, and keeps the rotation for the steps that come later', () => {
    expect(plan.escalation).toEqual([
      { people: ['eva', 'ben'], names: ['first-line', 'ben'], after: 5 * minute, acknowledge: 'all' },
      { people: ['finn'], after: 5 * minute },
    ]);
    expect(plan.rotations).toEqual([rotation]);
  });

  it('knows everybody who may be on call by name', () => {
    expect(Object.keys(plan.people)).toEqual(expect.arrayContaining(['ana', 'dev', 'eva']));
  });
});
