import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../../src/domain/incident/events.ts';
import type { Plan } from '../../../src/domain/runbooks/plan.ts';
import { dayOf } from '../../../src/domain/time.ts';
import { suggestedActions } from '../../../src/views/postmortem/suggested.ts';
import {
  ana,
  at,
  chloe,
  event,
  evidence,
  promptChange,
  workedExample,
} from '../../support/worked-example.ts';
import { workedExamplePlan } from '../../support/worked-example-plan.ts';

/** The plan as airb compiles it today: with accountable people, a reviewer, and what the triggers watch. */
function plan(facts: Partial<Plan> = {}): Plan {
  const base = workedExamplePlan();
  return {
    ...base,
    runbook: { ...base.runbook, reviewedBy: 'platform on-call' },
    contacts: { technical: ['ana', 'finn'], business: ['eva'], risk: [] },
    parts: base.parts.map((part) => (part.id === 'prompt' ? { ...part, owner: 'dev' } : part)),
    alertsOn: ['refusal_rate'],
    ...facts,
  };
}

const told = (events: IncidentEvent[]) =>
  suggestedActions(events).map(
    ({ id, kind, owner, dueAt }) =>
      `${id} ${kind}: ${owner.person?.name ?? '–'}, ${owner.role}, ${dayOf(dueAt)}`,
  );

/** Resolved on Monday 2025-02-17 at sev2. */
const story = workedExample({ plan: plan() });

describe('the actions that the log of the worked example calls for', () => {
  it('have the owner whose business each is, and a due date by kind in working days', () => {
    expect(told(story)).toEqual([
      'A1 eval: Dev Patel, owner of the prompt, 2025-02-27',
      'A2 prompt-gate: Ana Lima, technical owner, 2025-03-10',
      'A3 runbook: –, platform on-call, reviewer of the runbook, 2025-02-27',
      'A4 runbook: –, platform on-call, reviewer of the runbook, 2025-02-27',
    ]);
  });

  it('ask for no monitor where a trigger or the alert itself watched, and for one where none did', () => {
    const nobody = (events: IncidentEvent[]) => events.filter(({ type }) => type !== 'alert.resolved');
    const watched = nobody(workedExample({ plan: plan(), alert: undefined }));
    expect(told(watched).join()).not.toContain('monitor');
    expect(told(nobody(workedExample({ plan: plan({ alertsOn: [] }), alert: undefined }))).join()).toContain(
      'monitor: Ana Lima, technical owner, 2025-02-24',
    );
    expect(told(workedExample({ plan: plan({ alertsOn: [] }) })).join()).not.toContain('monitor');
  });

  it('ask for no way back of a part that this incident was not about', () => {
    const text = suggestedActions(story)
      .map((it) => it.text)
      .join();
    // The service code has none, and the router no known good version; neither was suspected or changed.
    expect(text).not.toMatch(/Service code|Router/);
    const released = {
      ...promptChange,
      id: 'api-v18',
      kind: 'code' as const,
      part: 'code',
      from: 'api-v17',
      to: 'api-v18',
    };
    expect(
      suggestedActions(workedExample({ changes: [promptChange, released] })).map((it) => it.title),
    ).toContain('Give the service code an automatic way back');
  });
});

describe('their numbers', () => {
  it('stay what they were at the end of the incident: what is settled leaves a gap, what is new goes last', () => {
    const before = suggestedActions(story);
    const trace = {
      id: 'e9',
      item: 'trace',
      title: 'One full trace',
      content: 'span 4bf92f',
      from: 'command' as const,
    };
    const later = suggestedActions([
      ...story,
      event('15:10', ana, { type: 'evidence.saved', evidence: evidence(trace) }),
      event('15:20', chloe, { type: 'update.missed', dueAt: at('15:20') }),
    ]);
    const titles = (all: typeof before) => Object.fromEntries(all.map(({ id, title }) => [id, title]));
    expect(titles(before).A4).toBe('Decide about evidence nobody saved: 1 piece');
    expect(titles(later)).toEqual({
      A1: titles(before).A1,
      A2: titles(before).A2,
      A3: titles(before).A3,
      A5: 'Name a second person who sends updates',
    });
  });
});
