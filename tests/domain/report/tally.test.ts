import { describe, expect, it } from 'vitest';
import type { EventBody, IncidentEvent } from '../../../src/domain/incident/events.ts';
import { fold, nothing } from '../../../src/domain/incident/evolve.ts';
import type { Opened } from '../../../src/domain/incident/state.ts';
import { airb } from '../../../src/domain/people.ts';
import { tallyOf } from '../../../src/domain/report/tally.ts';
import { minute } from '../../../src/domain/time.ts';
import { ana, at, event, workedExample } from '../../support/worked-example.ts';

const log = workedExample();
const tallied = (...more: IncidentEvent[]) => tallyOf(fold(nothing, [...log, ...more]) as Opened);
const by = (body: EventBody) => event('16:00', ana, body);

describe('the tally of an incident', () => {
  it('holds moments, numbers and ids of the worked example, and no text of anybody', () => {
    expect(tallied()).toEqual({
      number: 42,
      system: 'support-bot',
      failure: 'refusal-spike',
      kind: expect.stringMatching(/^(prompt|model|data|infrastructure)$/),
      severity: 'sev2',
      worst: 'sev2',
      private: false,
      phase: 'resolved',
      startedAt: expect.any(Number),
      openedAt: at('14:10:03'),
      reached: {
        acknowledged: expect.any(Number),
        diagnosed: expect.any(Number),
        contained: expect.any(Number),
        recovered: expect.any(Number),
        resolved: expect.any(Number),
      },
      alerts: 1,
      mapped: true,
      containments: [
        { kind: 'rollback', outcome: 'partly' },
        { kind: 'rollback', outcome: 'worked' },
      ],
      evidence: { have: expect.any(Number), of: expect.any(Number) },
      updates: expect.any(Object),
      approvals: { given: expect.any(Number), overridden: 0, breakGlass: 0 },
      pages: { sent: expect.any(Number), unreached: 0 },
      openedAgain: 0,
    });
  });

  it('takes back its end where it came back, and says that it did', () => {
    const again = tallied(by({ type: 'reopened', reason: 'it is back', from: 'resolved' }));
    expect(again).toMatchObject({ phase: 'mitigating', openedAgain: 1 });
    expect(again.reached.resolved).toBeUndefined();
    expect(again.reached.contained).toBeDefined();
  });

  it('knows promises that were kept, late and missed, each once', () => {
    const opened = log.slice(0, 1);
    const text = { users: 'a', since: 'b', scope: 'c', mitigation: 'd' };
    const update = (clock: string, owed: string) =>
      event(clock, ana, { type: 'update.posted', form: 'internal', text, audiences: [], owedAt: at(owed) });
    const missed = (clock: string, due: string): IncidentEvent => ({
      ...{ at: at(clock), by: airb, type: 'update.missed', dueAt: at(due), nextDueAt: at(due) + 30 * minute },
    });
    const tally = tallyOf(
      fold(nothing, [
        ...opened,
        update('14:20', '14:30'),
        // Two deadlines went by, and the update that came then was late for the first: one late, one missed.
        missed('14:50', '14:50'),
        missed('15:20', '15:20'),
        update('15:25', '14:50'),
      ]) as Opened,
    );
    expect(tally.updates).toEqual({ onTime: 1, late: 1, missed: 1 });
  });

  it('has what was asked for as waiting while it is open, and as not done once it is over', () => {
    const asked = by({
      ...{ type: 'rollback.requested', action: 'x', part: 'prompt', from: 'prompt-v6', to: 'prompt-v5' },
      ...{ reason: 'it began with it', approvalsNeeded: 1, evidenceOverride: 'no time' },
    });
    const opened = log.slice(0, 3);
    const open = tallyOf(fold(nothing, [...opened, asked]) as Opened);
    expect(open).toMatchObject({ containments: [{ outcome: 'waiting' }], approvals: { overridden: 1 } });
    const over = fold(nothing, [...opened, asked, by({ type: 'cancelled', reason: 'noise' })]) as Opened;
    expect(tallyOf(over)).toMatchObject({ phase: 'cancelled', containments: [{ outcome: 'not done' }] });
  });
});
