import { describe, expect, it } from 'vitest';
import type { EventBody, IncidentEvent } from '../../../src/domain/incident/events.ts';
import type { Opened } from '../../../src/domain/incident/state.ts';
import { hour } from '../../../src/domain/time.ts';
import { noteModal } from '../../../src/views/chat/modals.ts';
import { drawSlot } from '../../../src/views/chat/slots.ts';
import { refusalTree } from '../../support/diagnosis-tree.ts';
import { levels } from '../../support/worked-example.ts';
import {
  ana,
  at,
  ben,
  buttonsOf,
  drawn,
  happened,
  incidentAfter,
  linesOf,
  pressing,
  productPlan,
  roomHears,
} from './given.ts';

const plan = productPlan({
  diagnosis: refusalTree,
  links: { dashboard: 'https://dash.example/support-bot' },
});
const taken = happened('14:11', { type: 'acknowledged', via: 'chat' });
const walk = (...events: IncidentEvent[]) => incidentAfter([taken, ...events], { plan });
const answered = (clock: string, check: string, answer: string, by = ana) =>
  happened(clock, { type: 'diagnosis.answered', check, answer }, by);
const concluded = (clock: string, cause: string) =>
  happened(clock, {
    type: 'diagnosis.concluded',
    cause,
    because: 'The model → Yes: It makes it the suspect.',
  });
const atPrompt = [
  answered('14:12', 'who-refused', 'model'),
  answered('14:13', 'prompt-changed', 'yes', ben),
  concluded('14:13', 'prompt'),
];
const lines = (incident: Opened) => linesOf(drawn('diagnosis', incident));

describe('what airb reads of the question', () => {
  const readable = {
    ...refusalTree,
    checks: refusalTree.checks.map((check) => ({
      ...check,
      answers: check.answers.map((answer) => ({
        ...answer,
        ...(answer.id === 'model' && {
          when: [{ signal: 'refusal_rate', compare: 'above' as const, baselineFactor: 2 }],
        }),
        ...(answer.id === 'nobody' && {
          when: [
            {
              signal: 'unsafe_answers',
              compare: 'above' as const,
              times: { factor: 0.5, signal: 'refusal_rate' },
            },
          ],
        }),
        ...(answer.id === 'yes' && { when: [{ changed: ['prompt' as const], within: 2 * hour }] }),
      })),
    })),
  };
  const readings = (refusals: number, unsafe = 0.002) =>
    happened('14:12', {
      type: 'readings.taken',
      purpose: { for: 'demand' },
      sampledAt: at('14:12'),
      readings: levels('14:12', { refusals, deflection: 0.3, unsafe }),
    });
  const reading = (...events: IncidentEvent[]) =>
    incidentAfter([taken, ...events], { plan: productPlan({ diagnosis: readable }) });

  it('stands above the answers with its number, its time and one press to agree', () => {
    const card = drawn('diagnosis', reading(readings(0.19)));
    expect(linesOf(card).slice(2, 5)).toEqual([
      'airb reads at 14:12 UTC: Refusals 19 % (normal 4 %), above 2 × normal → The model? [Agree: The model]',
      '[The guardrail blocked it] [Nobody, it timed out]',
      'Look at: In five refused traces, whether the model was called.',
    ]);
    expect(pressing(card, 'Agree: The model')).toEqual({
      verb: 'diagnosis.answer',
      value: '42|who-refused|model|agree',
    });
    // The same press stands where the incident's card says what is due.
    expect(linesOf(drawn('card', reading(readings(0.19)))).join('\n')).toContain(
      'airb reads at 14:12 UTC: Refusals 19 % (normal 4 %), above 2 × normal → The model?',
    );
  });

  it('says a share of another signal as one, and what changed with its time', () => {
    const half = reading(readings(0.06, 0.05));
    expect(linesOf(drawn('diagnosis', half)).join('\n')).toContain(
      'airb reads at 14:12 UTC: Unsafe answers 5 %, 83 % of refusals 6 % → Nobody, it timed out?',
    );
    const changed = reading(readings(0.19), answered('14:13', 'who-refused', 'model'));
    expect(linesOf(drawn('diagnosis', changed)).join('\n')).toContain(
      'airb reads: prompt v7, 32 min before the start → Yes, within two hours?'.replace('v7', 'v6 → v7'),
    );
  });

  it('answers nothing where several fit, or where nothing was measured', () => {
    const both = linesOf(drawn('diagnosis', reading(readings(0.19, 0.15)))).join('\n');
    expect(both).toContain('That fits “The model” and “Nobody, it timed out”, so it takes somebody to look.');
    expect(both).not.toContain('Agree');
    const blind = linesOf(drawn('diagnosis', reading())).join('\n');
    expect(blind).toContain(
      'airb can’t read it: not measured: refusals (not read yet); unsafe answers (not read yet). [Read the signals again]',
    );
    expect(blind).not.toContain('Agree');
  });

  it('is told with the answer afterwards: who agreed to which number', () => {
    const read = {
      answer: 'model',
      facts: [
        {
          from: 'signal' as const,
          signal: 'refusal_rate',
          value: 0.19,
          compare: 'above' as const,
          limit: 0.08,
          at: at('14:12'),
          baselineFactor: 2,
        },
      ],
    };
    const agreed = happened('14:13', {
      type: 'diagnosis.answered',
      check: 'who-refused',
      answer: 'model',
      read,
      agreed: true,
    });
    expect(linesOf(drawn('diagnosis', reading(readings(0.19), agreed)))).toContain(
      '✓ Who wrote the refusal? The model: Refusals 19 % (normal 4 %), above 2 × normal — agreed by Ana 14:13 UTC',
    );
  });
});

describe('the diagnosis as a message', () => {
  it('begins with the first question, what to look at, the answers, and what one look may show', () => {
    expect(lines(walk())).toEqual([
      'Diagnosis · question 1',
      '▸ Who wrote the refusal?',
      'Look at: In five refused traces, whether the model was called.',
      'Query: sum by (decided_by) (rate(airb_refusals_total{system="support-bot"}[10m]))',
      '[The model] [The guardrail blocked it] [Nobody, it timed out]',
      'Or does one of these stand out? It leads on at once.',
      '[Latency up, answers as good as before] [Refusals step up at a prompt release] [It says it has no information]',
    ]);
    expect(drawn('diagnosis', walk()).text).toBe(
      'Diagnosis · question 1: Who wrote the refusal? Look at: In five refused traces, whether the model was called.',
    );
  });

  it('sets the query in code and names the question in every button', () => {
    const card = drawn('diagnosis', walk());
    expect(JSON.stringify(card)).toContain('{"code":"sum by (decided_by)');
    expect(pressing(card, 'The model')).toEqual({ verb: 'diagnosis.answer', value: '42|who-refused|model' });
    expect(pressing(card, 'It says it has no information')).toEqual({
      verb: 'diagnosis.answer',
      value: '42|who-refused|hint:3',
    });
  });

  it('shows the way so far with who and when, and the way back', () => {
    const incident = walk(answered('14:12', 'who-refused', 'model'));
    expect(lines(incident)).toEqual([
      'Diagnosis · question 2',
      '✓ Who wrote the refusal? The model — Ana 14:12 UTC',
      '▸ Did the prompt change in the two hours before?',
      'Look at: The change list on the card.',
      'Open the dashboard',
      '[Yes, within two hours] [No, it reads the same]',
      '[Back]',
    ]);
    expect(pressing(drawn('diagnosis', incident), 'Back')).toEqual({
      verb: 'diagnosis.back',
      value: '42|who-refused|model',
    });
  });

  it('tells a symptom from an answered question', () => {
    const incident = walk(answered('14:12', 'who-refused', 'hint:2'));
    expect(lines(incident).slice(0, 3)).toEqual([
      'Diagnosis · question 1',
      '✓ At one look: Refusals step up at a prompt release — Ana 14:12 UTC',
      '▸ Did the prompt change in the two hours before?',
    ]);
  });

  it('ends with the cause and its mitigation as one button', () => {
    const incident = walk(...atPrompt);
    expect(lines(incident)).toEqual([
      'Diagnosis · a likely cause',
      '✓ Who wrote the refusal? The model — Ana 14:12 UTC',
      '✓ Did the prompt change in the two hours before? Yes, within two hours — Ben 14:13 UTC',
      'The answers point at: The new prompt tells the model to be careful (prompt).',
      'Because: That makes it the prime suspect.',
      'What it looks like: Refusals borrow words from the edit.',
      'Mitigation: roll back prompt v7 → v6 [Roll back prompt…]',
      'Otherwise: Roll the index back as well.',
      'A lead, not a verdict: what is measured after the mitigation decides.',
      '[Back] [Look for another cause]',
    ]);
    expect(pressing(drawn('diagnosis', incident), 'Roll back prompt…')).toEqual({
      verb: 'rollback.open',
      value: '42|prompt|the diagnosis points at “The new prompt tells the model to be careful”',
    });
    expect(pressing(drawn('diagnosis', incident), 'Look for another cause').value).toBe(
      '42|prompt-changed|yes|all',
    );
  });

  it('shows what became of the rollback instead of offering it again', () => {
    const request: EventBody = {
      type: 'rollback.requested',
      action: 'r1',
      part: 'prompt',
      from: 'prompt-v7',
      to: 'prompt-v6',
      reason: 'prime suspect',
      approvalsNeeded: 1,
    };
    expect(lines(walk(...atPrompt, happened('14:15', request)))).toContain(
      'Mitigation: roll back prompt v7 → v6 — rollback waits for approval',
    );
    const applied: EventBody = {
      type: 'rollback.responded',
      action: 'r1',
      ok: true,
      status: 200,
      response: '',
    };
    expect(lines(walk(...atPrompt, happened('14:15', request), happened('14:16', applied)))).toContain(
      'Mitigation: roll back prompt — rolled back; v6 is live',
    );
  });

  it('points at a step of the runbook, and takes no press for the deed', () => {
    const steps = [answered('14:12', 'who-refused', 'guardrail'), concluded('14:12', 'guardrail')];
    const incident = walk(...steps);
    expect(lines(incident)).toEqual(
      expect.arrayContaining([
        'Mitigation: Roll back the first suspect [Write down that it is done…]',
        'Look at: Roll back the first suspect: the answers of the last hour.',
      ]),
    );
    expect(pressing(drawn('diagnosis', incident), 'Write down that it is done…').value).toBe(
      '42|rollback.part',
    );
    const done = walk(...steps, happened('14:20', { type: 'step.done', step: 'rollback.part' }, ben));
    expect(lines(done)).toContain('Mitigation: Roll back the first suspect — done, Ben 14:20 UTC');
  });

  it('falls to the system’s fallback where it lacks the part, and says so', () => {
    const incident = walk(answered('14:12', 'who-refused', 'nobody'), concluded('14:12', 'provider'));
    expect(lines(incident)).toContain(
      'Mitigation: switch to the fallback. support-bot has no part of the kind provider to roll back. Route all questions to people. [Write down that somebody did it…]',
    );
    const { value } = pressing(drawn('diagnosis', incident), 'Write down that somebody did it…');
    expect(noteModal(incident, value.split('|')[1]).fields[0]).toMatchObject({ initial: 'Fallback is on:' });
  });

  it('has what is tried instead as a button, at the cause and where it is due', () => {
    const causes = refusalTree.causes.map((cause) =>
      cause.id === 'prompt' ? { ...cause, instead: { kind: 'rollback' as const, part: 'index' } } : cause,
    );
    const incident = incidentAfter([taken, ...atPrompt], {
      plan: productPlan({ diagnosis: { ...refusalTree, causes } }),
    });
    expect(lines(incident)).toContain(
      'Instead: roll back index kb-2025-02-15 → kb-2025-02-01 [Roll back index…]',
    );
    const card = linesOf(drawn('card', incident)).join('\n');
    expect(card).toContain('[Roll back prompt…] [Otherwise: roll back index…]');
  });

  it('offers nothing that only people can do as if it were the deed', () => {
    const causes = refusalTree.causes.map((cause) =>
      cause.id === 'prompt'
        ? { ...cause, instead: { kind: 'switch' as const, to: 'fallback' as const, text: 'Call people.' } }
        : cause,
    );
    const incident = incidentAfter([taken, ...atPrompt], {
      plan: productPlan({ diagnosis: { ...refusalTree, causes } }),
    });
    expect(lines(incident).join('\n')).not.toContain('Instead');
  });

  it('leaves a category chosen by hand and offers its own', () => {
    const byHand = happened(
      '14:11',
      { type: 'category.chosen', category: 'data', because: 'sources are gone' },
      ben,
    );
    expect(lines(walk(byHand, ...atPrompt))).toContain(
      'Ben chose the category data at 14:11 UTC: sources are gone. These answers say prompt. [Change to prompt]',
    );
  });

  it('keeps the record and drops the buttons when the incident is over', () => {
    const card = drawn(
      'diagnosis',
      walk(...atPrompt, happened('14:30', { type: 'cancelled', reason: 'a test' })),
    );
    expect(buttonsOf(card)).toEqual([]);
    expect(linesOf(card)).toContain('Mitigation: roll back prompt v7 → v6');
  });

  it('says that a broken tree leads nowhere, and what to do', () => {
    const broken = { ...refusalTree, checks: refusalTree.checks.slice(0, 1) };
    const incident = incidentAfter([answered('14:12', 'who-refused', 'model')], {
      plan: productPlan({ diagnosis: broken }),
    });
    expect(lines(incident).slice(-3)).toEqual([
      'The tree has no place called “prompt-changed”.',
      'Take the last answer back, or record the category with /airb category.',
      '[Back]',
    ]);
  });

  it('is not there for a runbook without a tree', () => {
    expect(drawSlot('diagnosis', incidentAfter([]))).toBeUndefined();
  });
});

describe('what is said beside it', () => {
  const told = (event: IncidentEvent, incident: Opened) => {
    const card = roomHears(event, incident);
    return card && [card.text, ...buttonsOf(card).map(({ label }) => label)];
  };

  it('tells the cause once, and the category with it', () => {
    const event = concluded('14:13', 'prompt');
    expect(told(event, walk(...atPrompt))).toEqual([
      'Diagnosis: it points at “The new prompt tells the model to be careful”, category prompt (Ana).',
    ]);
    const category: EventBody = {
      type: 'category.chosen',
      category: 'prompt',
      because: 'x',
      cause: 'prompt',
    };
    expect(told(happened('14:13', category), walk(...atPrompt))).toBeUndefined();
  });

  it('takes back aloud only what was told aloud', () => {
    const undone = (cause?: string) =>
      happened(
        '14:15',
        { type: 'diagnosis.undone', check: 'prompt-changed', answer: 'yes', all: false, cause },
        ben,
      );
    expect(told(undone('prompt'), walk())).toEqual([
      'Ben took an answer back: the diagnosis no longer points at “The new prompt tells the model to be careful”.',
    ]);
    expect(told(undone(), walk())).toBeUndefined();
  });
});
