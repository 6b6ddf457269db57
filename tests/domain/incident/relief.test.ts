import { describe, expect, it } from 'vitest';
import { nextStep } from '../../../src/domain/incident/next-step.ts';
import { airb } from '../../../src/domain/people.ts';
import type { ContainmentSpec } from '../../../src/domain/runbooks/runbook.ts';
import { minute } from '../../../src/domain/time.ts';
import { bodiesOf, planWith, readyToRollBack, timersOf } from '../../support/given.ts';
import { ana, ben } from '../../support/worked-example.ts';

const spec = (over: Partial<ContainmentSpec>): ContainmentSpec => ({
  id: 'freeze',
  kind: 'freeze',
  title: 'Freeze prompt changes',
  part: 'prompts',
  to: 'frozen',
  loses: 'Nothing.',
  stops: false,
  ...over,
});

/** Asked for and done by hand at 14:15; nothing has to be approved. */
function after(one: ContainmentSpec, live: string) {
  const parts = [...planWith().parts, { id: one.part, kind: 'flag' as const, title: 'It', live }];
  return readyToRollBack({ severity: 'sev4', plan: { parts, containment: [one] } }).after(
    ['14:15', ana, { type: 'rollback.request', part: one.part, to: one.to, reason: 'it moves' }],
    ['14:15', ana, { type: 'rollback.manual', action: 'r1', note: 'done' }],
  );
}

describe('a freeze', () => {
  const frozen = () => after(spec({ remind: 20 * minute }), 'open');

  it('is not measured, and nothing waits for it', () => {
    const story = frozen();
    expect(bodiesOf(story.asked(), 'read')).toEqual([]);
    expect(nextStep(story.incident).do).not.toMatch(/wait|switch-on|put-back/);
  });

  it('is said again when it is time, once, and never after its end', () => {
    const remind = { type: 'containment.remind', action: 'r1' } as const;
    frozen().when('14:30', airb, remind).decides();
    const said = frozen().when('14:35', airb, remind).decides({ type: 'containment.reminded', action: 'r1' });
    expect(timersOf(said.asked())).toEqual(['remind:r1 14:55']);
    said.when('14:35', airb, remind).decides();
    frozen()
      .after(
        ['14:20', ana, { type: 'rollback.request', part: 'prompts', to: 'open', reason: 'known' }],
        ['14:20', ana, { type: 'rollback.manual', action: 'r2', note: 'done' }],
      )
      .when('14:35', airb, remind)
      .decides();
  });
});

describe('what leaves no state behind', () => {
  const emptied = () => after(spec({ kind: 'cache', part: 'answers', to: 'empty', once: true }), 'full');

  it('makes nothing live, and may be asked for again', () => {
    expect(emptied().incident.versions.answers ?? 'full').toBe('full');
    const again = emptied().after([
      '14:20',
      ana,
      { type: 'rollback.request', part: 'answers', to: 'empty', reason: 'stale again' },
    ]);
    expect(again.incident.containments).toHaveLength(2);
  });
});

describe('a call that only began something', () => {
  const follow = { url: 'http://127.0.0.1/runs/42', path: 'conclusion', headers: {} };
  const begun = () =>
    readyToRollBack({ severity: 'sev2' }).after(
      ['14:16', ana, { type: 'rollback.request', part: 'prompt', reason: 'refusals followed it' }],
      ['14:17', ben, { type: 'rollback.approve', action: 'r1' }],
      ['14:17', airb, { type: 'rollback.attempt', action: 'r1', doubt: false }],
      ['14:17', airb, { ...answered, heard: 'queued', because: 'it began, and its end is watched', follow }],
    );
  const answered = {
    type: 'rollback.responded',
    action: 'r1',
    dryRun: false,
    ok: true,
    status: 200,
    response: '',
  } as const;

  it('is looked at where its answer said, and failed where that ended otherwise', () => {
    const story = begun();
    expect(bodiesOf(story.asked(), 'look')).toMatchObject([{ parts: [{ part: 'prompt', current: follow }] }]);
    const seen = { problem: 'what the call began ended as “failure”', ended: true } as const;
    story.when('14:18', airb, { type: 'rollback.looked', action: 'r1', seen }).decides({
      type: 'rollback.responded',
      action: 'r1',
      ok: false,
      status: 200,
      response: '',
      because: seen.problem,
    });
  });
});
