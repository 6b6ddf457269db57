import { describe, expect, it } from 'vitest';
import { numberedSteps, stepMeant } from '../../../src/domain/response/steps.ts';
import { workedExamplePlan } from '../../support/worked-example-plan.ts';

const { sections } = workedExamplePlan();
const steps = numberedSteps(sections);
const [first, second] = steps;

describe('the step somebody means', () => {
  it('is counted through all sections, as the checklist shows them', () => {
    expect(steps.map(({ number }) => number)).toEqual(steps.map((_, place) => place + 1));
    expect(first?.title).toBe('Read twenty refused answers');
  });

  it.each(['1', '#1', 'step 1', '1.', 'Read twenty refused answers', 'read twenty', 'twenty refused'])(
    'may be written %s',
    (said) => {
      expect(stepMeant(sections, said)).toEqual(first);
    },
  );

  it('may be any step’s id or number', () => {
    for (const step of steps) {
      expect(stepMeant(sections, step.id)).toEqual(step);
      expect(stepMeant(sections, String(step.number))).toEqual(step);
    }
  });

  it.each([['99'], ['0'], ['sandwich'], ['1 please'], ['constructor'], ['']])(
    '%j is none: the steps are listed, nothing is guessed',
    (said) => {
      expect(stepMeant(sections, said)).toEqual({
        rejected: expect.stringContaining('nothing was assigned'),
        next: expect.stringContaining(`1 \`${first?.id}\`, 2 \`${second?.id}\``),
      });
    },
  );

  it('is asked about when it is misspelt', () => {
    expect(stepMeant(sections, `${first?.id}x`)).toMatchObject({
      rejected: expect.stringContaining(`Did you mean \`${first?.id}\`?`),
    });
  });

  it('is asked about when several fit', () => {
    const twice = sections.map((section) => ({
      ...section,
      steps: section.steps.map((step) => ({ ...step, title: `Check ${step.title}` })),
    }));
    expect(stepMeant(twice, 'check')).toMatchObject({
      rejected: expect.stringMatching(/“check” fits \d+ steps .*nothing was assigned/),
    });
  });
});
