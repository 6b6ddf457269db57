import { describe, expect, it } from 'vitest';
import { airb } from '../../../src/domain/people.ts';
import type { SignalVerdict } from '../../../src/domain/response/verdict.ts';
import { failingSignals, judge } from '../../../src/domain/response/verdict.ts';
import type { Reading } from '../../../src/domain/signals/reading.ts';
import { bodiesOf, planWith, readyToRollBack, type Story } from '../../support/given.ts';
import { ana, at, ben, indexChange, levels } from '../../support/worked-example.ts';

const taken = (clock: string, when: 'before' | 'after', readings: Reading[], action = 'r1') => ({
  type: 'readings' as const,
  purpose: { for: 'containment' as const, action, when },
  sampledAt: at(clock),
  readings,
});
const ill = { refusals: 0.19, deflection: 0.25 };

/** A part was rolled back at 14:17 while the signals stood at `before`. */
function rolledBack(part: string, before = ill): Story {
  return readyToRollBack({ severity: 'sev4' }).after(
    ['14:17', ana, { type: 'rollback.request', part, reason: 'a suspect' }],
    ['14:17:01', airb, taken('14:17', 'before', levels('14:17', before))],
    [
      '14:17:02',
      airb,
      { type: 'rollback.responded', action: 'r1', dryRun: false, ok: true, status: 200, response: 'ok' },
    ],
  );
}

const measured = (story: Story, now: Parameters<typeof levels>[1]) =>
  story.after(['14:23:02', airb, taken('14:23', 'after', levels('14:23', now))]);

const verdictOf = (story: Story) => story.log.findLast((event) => event.type === 'containment.judged');

describe('the worked example is measured', () => {
  const prompt = measured(rolledBack('prompt'), { refusals: 0.08, deflection: 0.36 });

  it('calls the prompt’s rollback partly contained, by the figures, and names the index next', () => {
    expect(verdictOf(prompt)).toEqual({
      at: at('14:23:02'),
      by: airb,
      type: 'containment.judged',
      action: 'r1',
      verdict: 'partly contained',
      signals: [
        { signal: 'refusal_rate', before: 0.19, after: 0.08, normal: 0.04, verdict: 'partly contained' },
        { signal: 'unsafe_answers', before: 0.002, after: 0.002, normal: 0.002, verdict: 'contained' },
        { signal: 'ticket_deflection', before: 0.25, after: 0.36, normal: 0.42, verdict: 'partly contained' },
      ] satisfies SignalVerdict[],
      nextSuspect: 'index',
    });
  });

  it('says so in the channel', () => {
    const text = bodiesOf(prompt.asked(), 'say')[0]?.card.text;
    expect(text).toMatch(/19 % → 8 %.*normal 4 %/);
    expect(text).toMatch(/partly contained/);
    expect(text).toMatch(/Next suspect: .*index/);
  });

  it('calls the index’s rollback contained, and suspects nobody any more', () => {
    const index = prompt.after(
      ['14:25', ana, { type: 'rollback.request', part: 'index', reason: 'next suspect' }],
      [
        '14:25:01',
        airb,
        taken('14:25', 'before', levels('14:25', { refusals: 0.08, deflection: 0.36 }), 'r2'),
      ],
      [
        '14:25:02',
        airb,
        { type: 'rollback.responded', action: 'r2', dryRun: false, ok: true, status: 200, response: 'ok' },
      ],
      [
        '14:31:02',
        airb,
        taken('14:31', 'after', levels('14:31', { refusals: 0.05, deflection: 0.41 }), 'r2'),
      ],
    );
    expect(verdictOf(index)).toMatchObject({ verdict: 'contained', nextSuspect: undefined });
    // When it took effect, not when airb had measured it.
    expect(index.incident.milestones.contained).toBe(at('14:25:02'));
    expect(prompt.incident.milestones.contained).toBeUndefined();
  });

  it('dates what was in range before the deed to when that was read', () => {
    const fine = { refusals: 0.04, deflection: 0.42 };
    const held = measured(rolledBack('prompt', fine), fine);
    expect(verdictOf(held)).toMatchObject({ verdict: 'contained' });
    expect(held.incident.milestones.contained).toBe(at('14:17'));
  });

  it('judges once, although a second measurement comes', () => {
    const again = prompt.after([
      '14:24',
      airb,
      taken('14:24', 'after', levels('14:24', { refusals: 0.04, deflection: 0.42 })),
    ]);
    expect(again.log.filter((event) => event.type === 'containment.judged')).toHaveLength(1);
  });
});

describe('the wrong part was rolled back', () => {
  it('has no effect when the figures stay where they were', () => {
    expect(verdictOf(measured(rolledBack('model'), ill))).toMatchObject({
      verdict: 'no effect',
      nextSuspect: 'prompt',
    });
  });

  it('is worse when they move away from normal', () => {
    const worse = measured(rolledBack('model'), { refusals: 0.26, deflection: 0.2 });
    expect(verdictOf(worse)).toMatchObject({ verdict: 'worse' });
  });

  it('is worse when the guardrail lets unsafe answers through, whatever the refusals do', () => {
    const open = measured(rolledBack('guardrail'), { refusals: 0.04, deflection: 0.42, unsafe: 0.019 });
    expect(verdictOf(open)).toMatchObject({
      verdict: 'worse',
      signals: [
        { signal: 'refusal_rate', verdict: 'contained' },
        { signal: 'unsafe_answers', before: 0.002, after: 0.019, verdict: 'worse' },
        { signal: 'ticket_deflection', verdict: 'contained' },
      ],
    });
  });
});

describe('a signal, judged by itself', () => {
  const key = (before: number | undefined, now: number | undefined) => {
    const plan = planWith({
      recovery: { ...planWith().recovery, safety: [], business: [] },
    });
    const reading = (value: number | undefined): Reading[] => [{ signal: 'refusal_rate', at: 0, value }];
    return judge(plan, reading(before), reading(now)).verdict;
  };

  it('is contained in range, wherever it came from', () => {
    expect(key(0.19, 0.06)).toBe('contained');
    expect(key(undefined, 0.05)).toBe('contained');
  });

  it('has moved only when a fifth of the way to normal is done', () => {
    expect(key(0.19, 0.161)).toBe('no effect');
    expect(key(0.19, 0.159)).toBe('partly contained');
    expect(key(0.19, 0.219)).toBe('no effect');
    expect(key(0.19, 0.221)).toBe('worse');
  });

  it('is worse when it was normal, or better than that, and is out of range now', () => {
    expect(key(0.04, 0.09)).toBe('worse');
    expect(key(0.01, 0.09)).toBe('worse');
  });

  it('is unknown without a value', () => {
    expect(key(0.19, undefined)).toBe('unknown');
    expect(key(undefined, 0.19)).toBe('unknown');
  });
});

describe('what was not measured before', () => {
  it('is no gain where it is in range now, beside a signal that did not move', () => {
    const blind: Reading[] = [
      ...levels('14:17', ill).filter(({ signal }) => signal !== 'ticket_deflection'),
      { signal: 'ticket_deflection', at: at('14:17'), problem: 'no data' },
    ];
    const now = levels('14:23', { ...ill, deflection: 0.42 });
    expect(judge(planWith(), blind, now).verdict).toBe('no effect');
  });
});

describe('nothing could be measured', () => {
  it('is unknown, and not contained', () => {
    const silent: Reading[] = [{ signal: 'refusal_rate', at: at('14:23'), problem: 'no data' }];
    const story = rolledBack('prompt').after(['14:23:02', airb, taken('14:23', 'after', silent)]);
    expect(verdictOf(story)).toMatchObject({ verdict: 'unknown', nextSuspect: 'index' });
  });

  it('is unknown where the runbook checks nothing, or a check needs a normal nobody gave', () => {
    const none = planWith({ recovery: { key: [], safety: [], business: [], hold: 0 } });
    expect(judge(none, [], levels('14:23', ill)).verdict).toBe('unknown');
    const plan = planWith();
    const nameless = { ...plan, signals: plan.signals.map((signal) => ({ ...signal, baseline: undefined })) };
    expect(judge(nameless, levels('14:17', ill), levels('14:23', ill)).verdict).toBe('unknown');
    expect(failingSignals(nameless, levels('14:23', { refusals: 0, deflection: 1 }))).toHaveLength(3);
  });

  it('says nothing of a rollback that failed, was never applied, or after the end', () => {
    const running = readyToRollBack({ severity: 'sev4' }).after([
      '14:17',
      ana,
      { type: 'rollback.request', part: 'prompt', reason: 'a suspect' },
    ]);
    const measure = taken('14:23', 'after', levels('14:23', ill));
    expect(verdictOf(running.after(['14:23', airb, measure]))).toBeUndefined();
    rolledBack('prompt')
      .after(['14:20', ben, { type: 'cancel', reason: 'a test' }])
      .when('14:23', airb, measure)
      .ignores();
  });
});

describe('something else changed meanwhile', () => {
  it('takes the verdict away, and leaves the figures', () => {
    const change = { ...indexChange, id: 'later', at: at('14:20'), to: 'kb-2025-02-20' };
    const both = rolledBack('prompt').after(['14:20', airb, { type: 'change.note', change }]);
    const story = measured(both, { refusals: 0.05, deflection: 0.41 });
    expect(verdictOf(story)).toMatchObject({
      verdict: 'unknown',
      overlaps: ['index'],
      signals: [{ signal: 'refusal_rate', before: 0.19, after: 0.05 }, {}, {}],
    });
    expect(story.incident.milestones.contained).toBeUndefined();
  });

  it('does not touch what changed before', () => {
    const change = { ...indexChange, id: 'earlier', at: at('14:12'), to: 'kb-2025-02-20' };
    const both = rolledBack('prompt').after(['14:20', airb, { type: 'change.note', change }]);
    expect(verdictOf(measured(both, { refusals: 0.05, deflection: 0.41 }))).not.toHaveProperty('overlaps');
  });
});
