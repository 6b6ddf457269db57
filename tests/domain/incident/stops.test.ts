import { describe, expect, it } from 'vitest';
import { airb } from '../../../src/domain/people.ts';
import { nextSuspect, rankSuspects } from '../../../src/domain/response/suspects.ts';
import type { Plan } from '../../../src/domain/runbooks/plan.ts';
import type { ContainmentSpec, SignalSpec } from '../../../src/domain/runbooks/runbook.ts';
import type { Change } from '../../../src/domain/signals/change.ts';
import type { Reading } from '../../../src/domain/signals/reading.ts';
import { actionCard } from '../../../src/views/chat/action.ts';
import { fateOf } from '../../../src/views/chat/suspect-lines.ts';
import { draftOf } from '../../../src/views/chat/update-draft.ts';
import { planWith, readyToRollBack, type Story } from '../../support/given.ts';
import { ana, at, promptChange } from '../../support/worked-example.ts';

/** An agent whose tool changed its schema; a prompt changed nearer to the start and has nothing to do with it. */
const stop: ContainmentSpec = {
  id: 'safe-stop',
  kind: 'safe-stop',
  title: 'Stop the agent',
  part: 'flag',
  to: 'agent-off',
  loses: 'Claims wait for a person.',
  stops: true,
};
const signal = (name: string, title: string, baseline: number, better: 'lower' | 'higher' = 'lower') =>
  ({ name, title, query: name, unit: 'count', baseline, better }) satisfies SignalSpec;
const agent: Partial<Plan> = {
  parts: [
    { id: 'flag', kind: 'flag', title: 'Agent', live: 'agent-on', lastKnownGood: 'agent-off' },
    {
      id: 'prompt',
      kind: 'prompt',
      title: 'Prompt',
      live: 'prompt-v7',
      lastKnownGood: 'prompt-v6',
      moves: ['tokens'],
    },
    {
      id: 'tool',
      kind: 'tool',
      title: 'Tool',
      live: 'tool-v9',
      lastKnownGood: 'tool-v8',
      moves: ['retries', 'missing'],
    },
    { id: 'router', kind: 'router', title: 'Route', live: 'small', lastKnownGood: 'large', moves: ['cost'] },
  ],
  containment: [stop],
  suspects: ['prompt', 'tool'],
  signals: [
    signal('retries', 'Retries', 0.15),
    signal('missing', 'Answers without a required field', 0.3),
    signal('tokens', 'Output tokens', 600),
    signal('done', 'Tasks done', 0.9, 'higher'),
    signal('cost', 'Cost', 0.01),
  ],
  recovery: {
    ...planWith().recovery,
    key: [{ signal: 'retries', compare: 'at-most', baselineFactor: 1.5 }],
    safety: [],
    business: [{ signal: 'done', compare: 'at-least', baselineFactor: 0.95 }],
  },
};
const toolChange: Change = {
  ...promptChange,
  id: 'tool-v9',
  kind: 'tool',
  part: 'tool',
  from: 'tool-v8',
  to: 'tool-v9',
  summary: 'follows the partner’s API to its February version',
  at: at('12:00'),
};
const promptLately: Change = { ...promptChange, at: at('14:00') };

type Level = { retries: number; missing: number; done: number; cost?: number };
const ill: Level = { retries: 2.6, missing: 0.91, done: 0.5 };
const well: Level = { retries: 0.16, missing: 0.29, done: 0.9 };
const nothing: Level = { retries: 0, missing: 0, done: 0 };

function reads(clock: string, { retries, missing, done, cost = 0.01 }: Level): Reading[] {
  const values = { retries, missing, tokens: 610, done, cost };
  return Object.entries(values).map(([name, value]) => ({ signal: name, at: at(clock), value }));
}

const taken = (
  clock: string,
  purpose: Extract<Parameters<Story['when']>[2], { type: 'readings' }>['purpose'],
  level: Level,
) => ({ type: 'readings', purpose, sampledAt: at(clock), readings: reads(clock, level) }) as const;

const opened = () =>
  readyToRollBack({ severity: 'sev4', plan: agent, changes: [promptLately, toolChange] }).after([
    '14:11',
    airb,
    taken('14:11', { for: 'opening' }, ill),
  ]);

/** A part is put to a version: asked at a time, read before, done at once, and read after. */
function put(
  story: Story,
  [clock, measured]: [string, string],
  asked: { part: string; to: string },
  [before, after]: [Level, Level],
) {
  const action = `r${story.incident.containments.length + 1}`;
  return story.after(
    [clock, ana, { type: 'rollback.request', ...asked, reason: 'it harms' }],
    [clock, airb, taken(clock, { for: 'containment', action, when: 'before' }, before)],
    [clock, ana, { type: 'rollback.manual', action, note: 'done' }],
    [measured, airb, taken(measured, { for: 'containment', action, when: 'after' }, after)],
  );
}

const judgedIn = (story: Story) => story.log.findLast((event) => event.type === 'containment.judged');
const stopped = () => put(opened(), ['14:12', '14:18'], { part: 'flag', to: 'agent-off' }, [ill, nothing]);

describe('an agent is stopped', () => {
  it('is stopped, and no signal counts as worse or as cured', () => {
    const event = judgedIn(stopped());
    expect(event).toMatchObject({ verdict: 'stopped', signals: [{ signal: 'retries', verdict: 'unknown' }] });
    expect(stopped().incident.milestones.contained).toBe(at('14:12'));
  });

  it('leads on to the part that the signals before the stop speak of, not to the newest change', () => {
    expect(judgedIn(stopped())).toMatchObject({ nextSuspect: 'tool' });
  });

  it('did not hold where the signal goes on as before', () => {
    const story = put(opened(), ['14:12', '14:18'], { part: 'flag', to: 'agent-off' }, [ill, ill]);
    expect(judgedIn(story)).toMatchObject({ verdict: 'no effect' });
    expect(story.incident.milestones.contained).toBeUndefined();
  });

  it('is not told as stopped where less of it goes on, out of range', () => {
    const less = { ...ill, retries: 1.8 };
    const story = put(opened(), ['14:12', '14:18'], { part: 'flag', to: 'agent-off' }, [ill, less]);
    expect(judgedIn(story)).toMatchObject({ verdict: 'partly contained' });
    expect(story.incident.milestones.contained).toBeUndefined();
  });

  it('measures nothing of what is changed while it is off: 0 of nothing is no cure', () => {
    const cured = put(stopped(), ['14:20', '14:26'], { part: 'tool', to: 'tool-v8' }, [nothing, nothing]);
    expect(judgedIn(cured)).toMatchObject({ verdict: 'unknown', off: 'flag', signals: [] });
  });

  it('is measured against the time before the stop once it is on again, together with what changed meanwhile', () => {
    const cured = put(stopped(), ['14:20', '14:26'], { part: 'tool', to: 'tool-v8' }, [nothing, nothing]);
    const on = put(cured, ['14:28', '14:34'], { part: 'flag', to: 'agent-on' }, [nothing, well]);
    expect(judgedIn(on)).toMatchObject({
      verdict: 'contained',
      together: ['tool'],
      signals: [
        { signal: 'retries', before: 2.6, after: 0.16, verdict: 'contained' },
        {},
        { signal: 'missing' },
      ],
    });
  });
});

describe('a part changed while the agent was off, and the agent on again before that was measured', () => {
  const on = (story: Story, action: string, part: string, to: string, clock: string) =>
    story.after(
      [clock, ana, { type: 'rollback.request', part, to, reason: 'it harms' }],
      [clock, airb, taken(clock, { for: 'containment', action, when: 'before' }, nothing)],
      [clock, ana, { type: 'rollback.manual', action, note: 'done' }],
    );
  const both = () => on(on(stopped(), 'r2', 'tool', 'tool-v8', '14:20'), 'r3', 'flag', 'agent-on', '14:21');
  const measured = (story: Story, action: string, clock: string) =>
    story.after([clock, airb, taken(clock, { for: 'containment', action, when: 'after' }, well)]);

  it('has one verdict, that of switching it on: the room hears no “no verdict” and no next suspect beside it', () => {
    const tool = measured(both(), 'r2', '14:26');
    expect(judgedIn(tool)).toMatchObject({ verdict: 'unknown', overlaps: ['flag'], nextSuspect: undefined });
    expect(tool.asked().filter(({ body }) => body.kind === 'say')).toEqual([]);
    const flag = measured(tool, 'r3', '14:27');
    expect(judgedIn(flag)).toMatchObject({ verdict: 'contained', together: ['tool'] });
    expect(flag.asked().filter(({ body }) => body.kind === 'say')).toHaveLength(1);
    const known = (part: string) => flag.incident.containments.findLast((one) => one.part === part);
    const [deed] = [known('tool')].flatMap((one) => one ?? []);
    expect(deed && actionCard(flag.incident, deed).text).toContain(
      'Measured together with flag, whose verdict tells both.',
    );
    expect(fateOf(flag.incident, 'tool')).toBe('rolled back: contained, together with flag');
    expect(draftOf(flag.incident, 'internal').text.mitigation).toContain('measured together with flag.');
  });
});

describe('every signal that moved counts', () => {
  it('is mixed where the cure costs three times as much, although no check names the cost', () => {
    const story = put(opened(), ['14:12', '14:18'], { part: 'router', to: 'large' }, [
      ill,
      { ...well, cost: 0.03 },
    ]);
    expect(judgedIn(story)).toMatchObject({
      verdict: 'mixed',
      signals: expect.arrayContaining([expect.objectContaining({ signal: 'cost', verdict: 'worse' })]),
    });
  });

  it('is worse, and not without effect, where it only cost more', () => {
    const story = put(opened(), ['14:12', '14:18'], { part: 'router', to: 'large' }, [
      ill,
      { ...ill, cost: 0.03 },
    ]);
    expect(judgedIn(story)).toMatchObject({ verdict: 'worse' });
  });
});

describe('suspects', () => {
  it('puts the change first whose signals are off, before a prompt that changed lately', () => {
    const [first, second] = rankSuspects(opened().incident);
    expect(first?.change?.id).toBe('tool-v9');
    expect(first?.because).toContain(
      'it moves what is out of range: retries and answers without a required field',
    );
    expect(second).toMatchObject({ change: { id: 'prompt-v7' }, unlikely: true });
  });

  it('never offers next what the signals speak against', () => {
    const tried = put(opened(), ['14:12', '14:18'], { part: 'tool', to: 'tool-v8' }, [ill, ill]);
    expect(nextSuspect(tried.incident)).toBeUndefined();
  });

  it('keeps the prompt of the last two hours first where nothing is known of what parts move', () => {
    const parts = planWith(agent).parts.map(({ moves: _, ...part }) => part);
    const story = readyToRollBack({ plan: { ...agent, parts }, changes: [toolChange, promptLately] });
    expect(rankSuspects(story.incident)[0]?.change?.id).toBe('prompt-v7');
  });
});
