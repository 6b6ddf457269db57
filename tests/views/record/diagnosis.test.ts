import { describe, expect, it } from 'vitest';
import { markdown } from '../../../src/documents/markdown.ts';
import type { IncidentEvent } from '../../../src/domain/incident/events.ts';
import { fold, nothing } from '../../../src/domain/incident/evolve.ts';
import { postmortem } from '../../../src/views/postmortem/postmortem.ts';
import { incidentJson } from '../../../src/views/record/json.ts';
import { timeline } from '../../../src/views/record/timeline.ts';
import { incidentPage } from '../../../src/web/pages/incident.ts';
import { refusalTree } from '../../support/diagnosis-tree.ts';
import { incident42, planWith } from '../../support/given.ts';
import { ana, at, ben, dev, event, workedExample } from '../../support/worked-example.ts';

const opened = () => incident42({ plan: { diagnosis: refusalTree } });
const first = ['14:12', ana, { type: 'diagnosis.answer', check: 'who-refused', answer: 'model' }] as const;
const second = ['14:13', ben, { type: 'diagnosis.answer', check: 'prompt-changed', answer: 'yes' }] as const;
const back = ['14:15', dev, { type: 'diagnosis.back', all: false }] as const;

describe('the timeline of a diagnosis', () => {
  it('holds who answered what, where it pointed and why, and what was taken back', () => {
    const { log } = opened().after([...first], [...second], [...back]);
    expect(
      timeline(log)
        .slice(2)
        .map(({ who, what }) => `${who}: ${what}`),
    ).toEqual([
      'Ana Lima: Diagnosis: Who wrote the refusal? The model (The reason is in what it was told.)',
      'Ben Okafor: Diagnosis: Did the prompt change in the two hours before? Yes, within two hours (That makes it the prime suspect.)',
      'Ben Okafor: Diagnosis points at “The new prompt tells the model to be careful”, category prompt, because The model → Yes, within two hours: That makes it the prime suspect.',
      'Ben Okafor: Root-cause category: prompt (the diagnosis came to “The new prompt tells the model to be careful”)',
      'Dev Patel: Diagnosis: answer taken back: Did the prompt change in the two hours before? Yes, within two hours; it no longer points at “The new prompt tells the model to be careful”',
    ]);
    expect(timeline(log, { short: true }).map(({ what }) => what)).toContainEqual(
      expect.stringMatching(/^Diagnosis points at/),
    );
  });

  it('names a symptom as what it was', () => {
    const { log } = opened().after([
      '14:12',
      ana,
      { type: 'diagnosis.answer', check: 'who-refused', answer: 'hint:2' },
    ]);
    expect(timeline(log).at(-1)?.what).toBe(
      'Diagnosis: at one look, Refusals step up at a prompt release (That symptom points at prompt first.)',
    );
  });
});

describe('the incident as JSON', () => {
  const json = (log: IncidentEvent[]) => {
    const incident = fold(nothing, log);
    return incident.phase === 'none' ? {} : incidentJson(incident).diagnosis;
  };

  it('has the way and the open question, then the cause', () => {
    expect(json(opened().after([...first]).log)).toEqual({
      path: [
        {
          check: 'who-refused',
          ask: 'Who wrote the refusal?',
          answer: 'model',
          label: 'The model',
          by: 'Ana Lima',
          at: '2025-02-17T14:12:00.000Z',
          read: null,
          agreed: false,
        },
      ],
      check: 'prompt-changed',
      cause: null,
    });
    expect(json(opened().after([...first], [...second]).log)).toMatchObject({
      check: null,
      cause: {
        id: 'prompt',
        category: 'prompt',
        mitigation: { kind: 'rollback', part: 'prompt' },
        by: 'Ben Okafor',
        at: '2025-02-17T14:13:00.000Z',
      },
    });
  });

  it('has none for a runbook without a tree', () => {
    expect(json(workedExample())).toBeNull();
  });
});

describe('the incident page', () => {
  const page = (log: IncidentEvent[]) => {
    const incident = fold(nothing, log);
    return incident.phase === 'none'
      ? ''
      : incidentPage(incident, log, { now: at('14:20'), listed: true, at: { limit: 500 } });
  };

  it('shows the open question, then where the answers point', () => {
    expect(page(opened().log)).toMatch(/Open: .*Who wrote the refusal\?/);
    const done = page(opened().after([...first], [...second]).log);
    expect(done).toMatch(/Who wrote the refusal\? The model · Ana Lima, 14:12/);
    expect(done).toMatch(
      /The answers point at: The new prompt tells the model to be careful\..*Category prompt/,
    );
    expect(done).toMatch(/Mitigation: .*roll back Prompt/);
    expect(page(workedExample())).not.toContain('>Diagnosis<');
  });
});

describe('the first questions on the incident page', () => {
  it('count what airb knows as answered, as the channel does', () => {
    const { incident, log } = opened();
    const text = incidentPage(incident, log, { now: at('14:20'), listed: true, at: { limit: 500 } });
    expect(text).toMatch(
      /What changed recently\?<\/td><td[^>]*>prompt v6 → v7.*\(airb, from what it knows\)/,
    );
  });
});

describe('the root cause in the postmortem', () => {
  const sectionOf = (events: IncidentEvent[], title: string) =>
    markdown(postmortem(events))
      .split(/^## /m)
      .find((part) => part.startsWith(title)) ?? '';
  const cause = (events: IncidentEvent[]) => sectionOf(events, 'Root cause');
  const questions = (events: IncidentEvent[]) => sectionOf(events, 'Questions');
  const answers = [
    event('14:15', ana, { type: 'diagnosis.answered', check: 'who-refused', answer: 'model' }),
    event('14:15:30', ana, { type: 'diagnosis.answered', check: 'prompt-changed', answer: 'yes' }),
    event('14:15:30', ana, { type: 'diagnosis.concluded', cause: 'prompt', because: 'it changed' }),
  ];
  const chosen = (by: 'hand' | 'tree') =>
    event('14:15:30', ana, {
      type: 'category.chosen',
      category: by === 'hand' ? 'data' : 'prompt',
      because: 'it changed',
      ...(by === 'tree' && { cause: 'prompt' }),
    });
  const story = (...more: IncidentEvent[]) => {
    const rest = workedExample({ plan: planWith({ diagnosis: refusalTree }) }).filter(
      ({ type }) => type !== 'category.chosen',
    );
    return [...rest.slice(0, 18), ...more, ...rest.slice(18)];
  };

  it('takes what was answered as evidence, with what the mitigation did, and asks the author', () => {
    const text = cause(story(...answers, chosen('tree')));
    expect(text).toContain('From the diagnosis of Ana Lima at 14:15');
    expect(text).toContain('Who wrote the refusal? The model — Ana Lima, 14:15');
    expect(text).toContain('**The answers pointed at: The new prompt tells the model to be careful.**');
    expect(text).toContain('rolling back prompt, was measured as: partly contained, 79 % of the way back.');
    expect(text).toContain('This is evidence for the category prompt, not proof of the cause.');
    const asked = questions(story(...answers, chosen('tree')));
    expect(asked).toMatch(/was it one cause, or several that met\?/);
    // What the answers pointed at was taken back and helped: nobody is asked whether the two agree.
    expect(asked).not.toContain('Does it agree');
  });

  it('is in doubt once its own mitigation made it worse and another part helped', () => {
    const log = story(...answers, chosen('tree')).map((it) =>
      it.type === 'containment.judged' && it.verdict === 'partly contained'
        ? { ...it, verdict: 'worse' as const }
        : it,
    );
    expect(questions(log)).toContain(
      'Rolling back prompt made it worse, index helped, so the category prompt is in doubt. Which was it',
    );
    expect(questions(log)).not.toContain('Which sentence of the prompt');
    expect(markdown(postmortem(log))).toMatch(
      /Root cause.*prompt, in doubt: rolling back prompt made it worse/,
    );
    expect(markdown(postmortem(story(...answers, chosen('tree'))))).not.toContain('in doubt');
    // A category that a person chose is theirs to judge.
    const byHand = story(...answers, chosen('hand')).map((it) =>
      it.type === 'containment.judged' ? { ...it, verdict: 'worse' as const } : it,
    );
    expect(markdown(postmortem(byHand))).not.toContain('in doubt');
  });

  it('asks which it was when the category was chosen otherwise', () => {
    expect(questions(story(...answers, chosen('hand')))).toContain(
      'The diagnosis says prompt, Ana Lima chose data. Which is it',
    );
  });

  it('says that nobody chose it where a cause found before left it standing', () => {
    const left = story(...answers, chosen('tree')).map((it) =>
      it.type === 'category.chosen' ? { ...it, category: 'data' as const } : it,
    );
    expect(questions(left)).toContain(
      'The diagnosis says prompt, the cause found before it left data standing. Which is it',
    );
    expect(questions(left)).not.toContain('chose data');
  });

  it('asks what was missing when the diagnosis was left half way', () => {
    expect(cause(story(...answers.slice(0, 1)))).toContain(
      'The diagnosis was left before it pointed at a cause.',
    );
    expect(cause(workedExample())).not.toContain('diagnosis');
  });

  it('does not take a part that is not pinned for a change', () => {
    const parts = planWith().parts.map((part) => (part.id === 'model' ? { ...part, pinned: false } : part));
    const text = cause(workedExample({ plan: planWith({ parts }), changes: [] }));
    expect(text).toContain('The log knows of no change in the look-back window.');
    expect(text).toMatch(
      /\*\*Model weights\*\*: model alias support-3\.2 is not pinned: .*; not rolled back/,
    );
  });
});
