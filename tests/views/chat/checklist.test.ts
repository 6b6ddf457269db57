import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../../src/domain/incident/events.ts';
import type { Step } from '../../../src/domain/runbooks/runbook.ts';
import { drawSlot } from '../../../src/views/chat/slots.ts';
import {
  at,
  buttonsOf,
  dev,
  drawn,
  happened,
  incidentAfter,
  linesOf,
  openedIncident,
  pressing,
  productPlan,
} from './given.ts';

const section = 'section:triage';

describe('a section of the checklist', () => {
  it('shows the first open step in full and the others as one line each', () => {
    expect(linesOf(drawn(section, openedIncident()))).toEqual([
      'Triage · 0 of 3',
      '▸ 1. Read twenty refused answers',
      'Look at: Read twenty refused answers: the answers of the last hour.',
      'airb can’t see this; ask Ana, owner.',
      'What it means: Tells where the refusals come from.',
      '[Done: what I found…] [Done] [More: Skip…, Assign…, Note…, No help…] [Hide]',
      '2. Compare the start with recent changes',
      '3. Check the guardrail’s block reasons',
    ]);
  });

  it('draws what the runbook sets in backticks as code, and leaves people’s backticks alone', () => {
    const plan = productPlan();
    const [first, ...rest] = plan.sections;
    const [step, ...steps] = first?.steps ?? [];
    if (!first || !step) throw new Error('the plan has no step');
    const worded = { ...step, next: 'Save two with `/airb evidence`.', role: 'communications' as const };
    const noted = happened('14:13', { type: 'step.noted', step: step.id, note: 'see `x`' });
    const incident = incidentAfter([noted], {
      plan: { ...plan, sections: [{ ...first, steps: [worded, ...steps] }, ...rest] },
    });
    const card = drawn(section, incident);
    expect(JSON.stringify(card.nodes)).toContain('"Save two with ",{"code":"/airb evidence"},"."');
    expect(linesOf(card).join()).toContain('see `x`');
    expect(linesOf(card)[1]).toContain('— usually Chloe, communications');
  });

  describe('what airb itself sees of a step', () => {
    const sightOf = (more: Partial<Step>, events: IncidentEvent[] = [], facts: { changes?: [] } = {}) => {
      const plan = productPlan({ links: { dashboard: 'https://dash.example/bot' } });
      const [first, ...rest] = plan.sections;
      const [step, ...steps] = first?.steps ?? [];
      if (!first || !step) throw new Error('the plan has no step');
      const sections = [{ ...first, steps: [{ ...step, ...more }, ...steps] }, ...rest];
      const lines = linesOf(drawn(section, incidentAfter(events, { plan: { ...plan, sections }, ...facts })));
      return lines.slice(
        3,
        lines.findIndex((line) => line.startsWith('What it means')),
      );
    };
    const read = happened('14:12', {
      type: 'readings.taken',
      purpose: { for: 'demand' },
      sampledAt: at('14:12'),
      readings: [
        { signal: 'refusal_rate', at: at('14:12'), value: 0.19 },
        { signal: 'latency_p95', at: at('14:12'), problem: 'no data' },
      ],
    });

    it('is a reading with its time, or that there is none', () => {
      expect(sightOf({ sees: ['refusal_rate', 'latency_p95', 'unsafe_answers'] }, [read])).toEqual([
        'airb reads at 14:12 UTC: Refusals 19 % (normal 4 %).',
        'airb reads at 14:12 UTC: Latency p95: not measured (no data).',
        'airb reads: unsafe answers is not measured yet.',
      ]);
    });

    it('is what changed, and that no word of a change proves nothing', () => {
      expect(sightOf({ sees: ['changes'] })).toEqual([
        'airb knows: prompt v6 → v7, 32 min before the start; index kb-2025-02-01 → kb-2025-02-15, 22 min before the start.',
      ]);
      expect(sightOf({ sees: ['changes'] }, [], { changes: [] })).toEqual([
        'airb knows: no change was told, which does not prove that none was made.',
      ]);
    });

    it('is a page that works, or else whom to ask', () => {
      expect(sightOf({ link: 'https://dash.example/bot' })).toEqual(['Open the dashboard']);
      expect(sightOf({ ask: 'whoever runs the gateway' })).toEqual([
        'airb can’t see this; ask whoever runs the gateway.',
      ]);
      // A signal that this system does not have is nothing to show.
      expect(sightOf({ sees: ['tool_errors'] })).toEqual(['airb can’t see this; ask Ana, owner.']);
    });
  });

  it('sends the step with each press', () => {
    const card = drawn(section, openedIncident());
    expect(pressing(card, 'Done')).toEqual({ verb: 'step.done', value: '42|triage.samples' });
    expect(pressing(card, 'Skip…')).toEqual({ verb: 'step.skip', value: '42|triage.samples' });
  });

  it('turns done and skipped steps into one line with who, when and why, and can undo the last', () => {
    const card = drawn(
      section,
      incidentAfter([
        happened('14:13', { type: 'step.done', step: 'triage.samples' }),
        happened('14:14', { type: 'step.skipped', step: 'triage.changes', reason: 'nothing changed' }),
        happened('14:15', { type: 'step.assigned', step: 'triage.guardrail', person: dev }),
        happened('14:16', { type: 'step.noted', step: 'triage.guardrail', note: 'block rate is flat' }),
      ]),
    );
    expect(linesOf(card).slice(0, 4)).toEqual([
      'Triage · 2 of 3',
      '✓ 1. Read twenty refused answers — Ana 14:13 UTC',
      '– skipped: 2. Compare the start with recent changes — Ana 14:14 UTC: nothing changed',
      '▸ 3. Check the guardrail’s block reasons — for Dev Patel',
    ]);
    expect(linesOf(card)).toContain('Ana 14:16 UTC: block rate is flat');
    const undo = buttonsOf(card).find((button) => button.verb === 'step.undo');
    expect(undo).toMatchObject({
      value: '42|triage.changes',
      label: 'Undo “Compare the start with recent changes”',
    });
  });

  it('opens an undone step again', () => {
    const card = drawn(
      section,
      incidentAfter([
        happened('14:13', { type: 'step.done', step: 'triage.samples' }),
        happened('14:14', { type: 'step.undone', step: 'triage.samples' }),
      ]),
    );
    expect(linesOf(card)[0]).toBe('Triage · 0 of 3');
    expect(pressing(card, 'Done').value).toBe('42|triage.samples');
  });

  it('is read only once the incident is closed, except the postmortem’s', () => {
    const resolved = incidentAfter([happened('14:50', { type: 'resolved' })]);
    expect(buttonsOf(drawn(section, resolved))).toEqual([]);
    expect(pressing(drawn('section:postmortem', resolved), 'Done').verb).toBe('step.done');
  });
});

describe('the first fifteen minutes', () => {
  it('asks only what airb can’t tell by itself, and says what it goes by', () => {
    const lines = linesOf(drawn('questions', openedIncident()));
    expect(lines.slice(0, 6)).toEqual([
      'First fifteen minutes · 3 of 5',
      '1. Which kind of failure is it? policy — airb, from what it knows [Change: output, retrieval, tool, cost, latency]',
      '2. What changed recently? prompt v6 → v7, index kb-2025-02-01 → kb-2025-02-15 — airb, from what it knows [Change: prompt v6 → v7, index kb-2025-02-01 → kb-2025-02-15, Nothing known]',
      '3. Is there a flag or route to switch back? Yes: flag — airb, from what it knows [Change: Yes: router, No]',
      '4. Must a reviewer or domain owner agree before service resumes? ',
      '[Yes] [No]',
    ]);
  });

  it('asks what it has nothing to go by', () => {
    const lines = linesOf(drawn('questions', openedIncident({ failure: 'odd-answers', changes: [] })));
    expect(lines).toContain('[output] [retrieval] [tool] [policy] [cost] [latency]');
    expect(lines).toContain('[Nothing known]');
  });

  it('fills in what was answered, and lets it be changed', () => {
    const card = drawn(
      'questions',
      incidentAfter([happened('14:12', { type: 'question.answered', question: 'kind', answer: 'policy' })]),
    );
    expect(linesOf(card)[1]).toBe(
      '1. Which kind of failure is it? policy — Ana 14:12 UTC [Change: output, retrieval, tool, cost, latency]',
    );
    expect(card.text).toBe(
      'First fifteen minutes · 3 of 5. Next: Must a reviewer or domain owner agree before service resumes?',
    );
    expect(pressing(card, 'cost')).toEqual({ verb: 'question.set', value: '42|kind|cost' });
  });

  it('offers the four categories in their order, with what speaks for each', () => {
    const verbs = buttonsOf(drawn('questions', openedIncident())).filter(
      (button) => button.verb === 'category.set',
    );
    expect(verbs.map((button) => button.value)).toEqual([
      '42|infrastructure',
      '42|model',
      '42|prompt',
      '42|data',
    ]);
  });

  it('dates the category once chosen', () => {
    const chosen = happened('14:26', { type: 'category.chosen', category: 'prompt', because: 'v7 is new' });
    expect(linesOf(drawn('questions', incidentAfter([chosen])))).toContain(
      'Category: prompt, Ana 14:26 UTC — v7 is new [Change: infrastructure, model, data]',
    );
  });
});

describe('the folded checklist', () => {
  it('is one line a section, with how far it is, what is open, and a button that shows it', () => {
    const incident = incidentAfter([happened('14:13', { type: 'step.done', step: 'triage.samples' })]);
    const card = drawn('checklist', incident);
    expect(linesOf(card).slice(0, 3)).toEqual([
      'Checklist · 1 of 7 steps',
      'First questions · 3 of 5 answered; category not chosen [Show]',
      'Triage · 1 of 3 · 2. Compare the start with recent changes [Show]',
    ]);
    expect(buttonsOf(card).map(({ value }) => value)).toContain('42|rollback');
  });

  it('posts no section that nobody asked for, and leaves a line where one was folded again', () => {
    const fold = (clock: string, folded: boolean) =>
      happened(clock, { type: 'section.folded', section: 'triage', folded });
    expect(drawSlot(section, openedIncident())).toBeUndefined();
    const shown = incidentAfter([fold('14:12', false)]);
    expect(linesOf(drawn('checklist', shown))[2]).toMatch(/^Triage .* \[Hide\]$/);
    expect(linesOf(drawn(section, shown))[0]).toBe('Triage · 0 of 3');
    const folded = incidentAfter([fold('14:12', false), fold('14:13', true)]);
    expect(linesOf(drawn(section, folded))).toEqual([
      'Triage · 0 of 3 · 1. Read twenty refused answers [Show]',
    ]);
  });

  it('unfolds what is due: recovery while it is watched, the postmortem after the end', () => {
    const watched = incidentAfter([happened('14:32', { type: 'verification.started', until: at('14:42') })]);
    expect(drawSlot('section:recovery', watched)).toBeDefined();
    expect(drawSlot('section:postmortem', watched)).toBeUndefined();
    expect(
      drawSlot('section:postmortem', incidentAfter([happened('14:50', { type: 'resolved' })])),
    ).toBeDefined();
  });
});
