import { describe, expect, it } from 'vitest';
import { airb } from '../../../src/domain/people.ts';
import { proposedSeverity } from '../../../src/domain/response/rubric.ts';
import { incident42 } from '../../support/given.ts';
import { ana, at, ben, levels } from '../../support/worked-example.ts';

const severityConditions = {
  sev1: [{ signal: 'refusal_rate', compare: 'above' as const, value: 0.5 }],
  sev2: [{ signal: 'refusal_rate', compare: 'above' as const, baselineFactor: 2 }],
};
const read = (clock: string, refusals: number) =>
  ({
    type: 'readings',
    purpose: { for: 'demand' },
    sampledAt: at(clock),
    readings: levels(clock, { refusals, deflection: 0.25 }),
  }) as const;
const opened = (refusals: number) =>
  incident42({ severity: 'sev3', plan: { severityConditions } }).after([
    '14:11',
    airb,
    read('14:11', refusals),
  ]);

describe('the severity that the rubric asks for', () => {
  it('is offered where the alert said less, with the number that asks for it', () => {
    expect(proposedSeverity(opened(0.19).incident)).toEqual({
      severity: 'sev2',
      signal: 'refusal_rate',
      value: 0.19,
      compare: 'above',
      limit: 0.08,
      at: at('14:11'),
      baselineFactor: 2,
    });
  });

  it('is the worst whose condition is met', () => {
    expect(proposedSeverity(opened(0.6).incident)).toMatchObject({ severity: 'sev1' });
  });

  it('is not offered where no condition is met, or nothing was read', () => {
    expect(proposedSeverity(opened(0.07).incident)).toBeUndefined();
    expect(proposedSeverity(incident42({ plan: { severityConditions } }).incident)).toBeUndefined();
  });

  it('never asks for less than there is, and is silent once a person has decided', () => {
    const worse = opened(0.19).after(['14:12', ben, { type: 'severity', to: 'sev1', reason: 'everybody' }]);
    expect(proposedSeverity(worse.incident)).toBeUndefined();
    const kept = worse.after(['14:13', ben, { type: 'severity', to: 'sev3', reason: 'one segment' }]);
    expect(proposedSeverity(kept.incident)).toBeUndefined();
  });

  it('is what one press makes it', () => {
    opened(0.19)
      .when('14:12', ana, {
        type: 'severity',
        to: 'sev2',
        reason: 'by the rubric: refusals 19 % is above 8 %',
      })
      .decides({
        type: 'severity.changed',
        from: 'sev3',
        to: 'sev2',
        reason: 'by the rubric: refusals 19 % is above 8 %',
        promised: at('15:10'),
      });
  });
});
