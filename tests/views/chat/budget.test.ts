import { describe, expect, it } from 'vitest';
import { drawInto } from '../../../src/chat/slack/render/fit.ts';
import type { Card, Node } from '../../../src/domain/chat/card.ts';
import type { IncidentEvent } from '../../../src/domain/incident/events.ts';
import type { Plan } from '../../../src/domain/runbooks/plan.ts';
import { helpCard, statusCard, timelineCard } from '../../../src/views/chat/answers.ts';
import { rollbackChooserCard } from '../../../src/views/chat/rollback-chooser.ts';
import { updateCard } from '../../../src/views/chat/update.ts';
import { promptChange, refusalAlert } from '../../support/worked-example.ts';
import { at, buttonsOf, drawn, happened, incidentAfter, productPlan, roomHears } from './given.ts';

const hostile = '<!channel> *bold* `code` <https://evil.example|bank> @here \u202e\n# heading\u0000 👩‍🚀 ';
const long = hostile.repeat(80);
const steps = Array.from({ length: 40 }, (_, n) => ({
  id: `step-${n}`,
  title: `${n} ${long}`,
  look: long,
  means: long,
  next: long,
}));
const person = (n: number) => ({ id: `p${n}`, name: `${n} ${long}` });
const crowd = Array.from({ length: 12 }, (_, n) => person(n));

const answers = Array.from({ length: 5 }, (_, n) => ({
  id: `a${n}`,
  label: `${n} ${long}`,
  because: long,
  // biome-ignore lint/suspicious/noThenProperty: the name of the runbook's files
  then: `q${n + 1}`,
}));
const tree: Plan['diagnosis'] = {
  start: 'q0',
  hints: Array.from({ length: 12 }, () => ({ symptom: long, category: 'infrastructure', goto: 'end' })),
  checks: Array.from({ length: 20 }, (_, n) => ({
    id: `q${n}`,
    ask: long,
    look: long,
    query: long,
    link: `https://dash.example/${'x'.repeat(400)}`,
    answers: answers.map((answer) => ({ ...answer, ...ahead(n) })),
  })),
  causes: [
    {
      id: 'end',
      title: long,
      category: 'prompt',
      means: long,
      otherwise: long,
      mitigation: { kind: 'switch', to: 'fallback', text: long, lacking: long },
    },
  ],
};

function ahead(n: number) {
  // biome-ignore lint/suspicious/noThenProperty: the name of the runbook's files
  return n === 14 ? { then: undefined, cause: 'end' } : { then: `q${n + 1}` };
}

function worstPlan(): Plan {
  const plan = productPlan();
  return {
    ...plan,
    system: { ...plan.system, id: long, title: long },
    runbook: { ...plan.runbook, title: long },
    sections: plan.sections.map((section) => ({
      ...section,
      title: long,
      steps: section.id === 'triage' ? steps : [],
    })),
    signals: Array.from({ length: 20 }, (_, n) => ({
      ...productPlan().signals[0],
      name: `s${n}`,
      title: long,
    })) as Plan['signals'],
    recovery: {
      ...plan.recovery,
      key: Array.from({ length: 20 }, (_, n) => ({ signal: `s${n}`, compare: 'at-most', value: 1 })),
    },
    parts: Array.from({ length: 40 }, (_, n) => ({
      id: `part-${n}-${'x'.repeat(40)}`,
      kind: 'flag',
      title: long,
      live: long,
      lastKnownGood: `${long}x`,
    })),
    diagnosis: tree,
    evidence: Array.from({ length: 40 }, (_, n) => ({ id: `e${n}`, title: long, source: 'people' })),
    approvers: crowd.map(({ id }) => id),
    people: Object.fromEntries(crowd.map(({ id, name }) => [id, { name }])),
    escalation: [
      { people: crowd.map(({ id }) => id), after: 1000 },
      { people: crowd.map(({ id }) => id), after: 1000 },
    ],
    links: {
      runbook: 'https://runbooks.example/x',
      dashboard: 'https://dash.example/x',
      page: 'https://airb.example/42',
    },
  };
}

const settled: IncidentEvent[] = steps
  .slice(0, 20)
  .map((step, n) =>
    n % 2 === 0
      ? happened('14:13', { type: 'step.done', step: step.id }, person(n % 12))
      : happened('14:14', { type: 'step.skipped', step: step.id, reason: long }, person(n % 12)),
  );
const action = {
  type: 'rollback.requested',
  action: 'a1',
  part: `part-0-${'x'.repeat(40)}`,
  from: long,
  to: long,
  reason: long,
  approvalsNeeded: 2,
  evidenceOverride: long,
} as const;
const worst = incidentAfter(
  [
    ...settled,
    happened('14:15', { type: 'step.assigned', step: 'step-20', person: person(1) }),
    happened('14:15', { type: 'step.noted', step: 'step-20', note: long }),
    happened('14:15', { type: 'question.answered', question: 'changed', answer: long }),
    happened('14:16', action),
    happened('14:17', { type: 'verification.started', until: at('14:40') }),
  ],
  {
    plan: worstPlan(),
    title: long,
    because: long,
    roomName: 'inc-42',
    roles: { commander: person(1) },
    alert: { ...refusalAlert, signal: undefined, title: long, annotations: { segment: long } },
    changes: Array.from({ length: 50 }, (_, n) => ({
      ...promptChange,
      id: `c${n}`,
      part: `part-${n % 40}-${'x'.repeat(40)}`,
      from: long,
      to: long,
      summary: long,
      by: long,
    })),
  },
);

const atQuestion = (questions: number): typeof worst => {
  const walked = Array.from({ length: questions }, (_, n) => ({
    check: `q${n}`,
    answer: 'a4',
    by: long,
    at: at('14:20'),
  }));
  return {
    ...worst,
    category: { category: 'data', because: long, by: long, at: at('14:20') },
    diagnosis: { path: walked, found: [] },
  };
};

/** As one payload of Slack, without the renderer's own last resort of shortening. */
function cost(nodes: Node[]): { blocks: number; bytes: number } {
  const blocks = drawInto(nodes, (id) => `U${id}`, { blocks: 10_000, bytes: 10_000_000 });
  return { blocks: blocks.length, bytes: Buffer.byteLength(JSON.stringify(blocks)) };
}

const entries = Array.from({ length: 60 }, () => ({ at: at('14:10'), who: long, what: long, marked: true }));
const text = { users: long, since: long, scope: long, mitigation: long };
const update = { at: at('14:20'), by: { kind: 'airb' } as const, dueAt: at('14:20'), text };

describe('an incident with long names, forty steps and hostile text', () => {
  it.each<[string, Card]>([
    ...['card', 'questions', 'section:triage', 'announcement', 'page:0:p1', 'action:a1', 'recovery'].map(
      (slot): [string, Card] => [slot, drawn(slot, worst)],
    ),
    ['diagnosis at its start', drawn('diagnosis', worst)],
    ['diagnosis after fourteen answers', drawn('diagnosis', atQuestion(14))],
    ['diagnosis at a cause', drawn('diagnosis', atQuestion(15))],
    ['status', statusCard(worst, at('14:20'))],
    ['timeline', timelineCard(entries, worst, 15)],
    ['update', updateCard({ ...update, type: 'update.missed' }, worst, 'internal')],
    ['chooser', rollbackChooserCard(worst)],
  ])('%s stays below 50 blocks and 12 KB', (_, card) => {
    const { blocks, bytes } = cost(card.nodes);
    expect(blocks).toBeLessThanOrEqual(50);
    expect(bytes).toBeLessThanOrEqual(12_000);
  });

  // It grows by a line with each command.
  it('help stays below 50 blocks and 13 KB', () => {
    const { blocks, bytes } = cost(helpCard().nodes);
    expect(blocks).toBeLessThanOrEqual(50);
    expect(bytes).toBeLessThanOrEqual(13_000);
  });

  it('keeps buttons within what platforms take', () => {
    for (const slot of ['card', 'questions', 'diagnosis', 'section:triage', 'action:a1']) {
      for (const button of buttonsOf(drawn(slot, worst))) {
        expect(button.label.length).toBeLessThanOrEqual(75);
      }
    }
  });

  it('keeps foreign text in strings: no mention or link that airb did not make', () => {
    const links = JSON.stringify(drawn('card', worst)).match(/"link":"[^"]*"/g) ?? [];
    expect(links).toEqual([
      '"link":"https://runbooks.example/x"',
      '"link":"https://dash.example/x"',
      '"link":"https://airb.example/42"',
    ]);
    expect(drawn('card', worst).text).not.toMatch(/\p{Cc}|\u202e/u);
  });

  it('says every event without breaking', () => {
    for (const event of settled) expect(() => roomHears(event, worst)).not.toThrow();
    const declined = happened('14:20', { type: 'rollback.declined', action: 'a1', reason: long });
    expect(cost(roomHears(declined, worst)?.nodes ?? []).bytes).toBeLessThan(3000);
  });
});
