import { describe, expect, it } from 'vitest';
import { drillFacts, drillPlan } from '../../../src/domain/incident/drill-plan.ts';
import { scoreInWords, scoreOf } from '../../../src/domain/incident/drill-score.ts';
import type { Containment, Opened, StepState } from '../../../src/domain/incident/state.ts';
import { minute } from '../../../src/domain/time.ts';
import { refusalTree } from '../../support/diagnosis-tree.ts';
import { given } from '../../support/given.ts';
import { ana, at, ben, event, evidence, type opening, workedExample } from '../../support/worked-example.ts';
import { workedExamplePlan } from '../../support/worked-example-plan.ts';

type Played = Parameters<typeof scoreOf>[0];
/** What differs from the drill in which all went well. */
type Change = Partial<
  Pick<
    Played,
    'containments' | 'diagnosis' | 'drill' | 'evidence' | 'examples' | 'milestones' | 'plan' | 'steps'
  >
>;

/** The worked example as a drill of Ana and Ben in which all four tasks were done; index and prompt were broken. */
const full: Played = (() => {
  const real = { ...workedExamplePlan(), diagnosis: refusalTree };
  const truth = { parts: ['prompt', 'index'], causes: ['provider'] };
  const drill = drillFacts(real, { scenario: 'support-bot', truth, people: [ana, ben] });
  const plan = drillPlan(real, drill, 42);
  const opened: Parameters<typeof opening>[0] = { drill, plan, roles: { commander: ben, owner: ana } };
  const example = { id: 'x1', source: 'e3', set: 'blocking' as const, expected: 'answers', reason: 'daily' };
  const again = evidence({ id: 'e9', title: 'Again', content: 'All answered.', from: 'command' });
  const done = [
    event('14:15', ana, { type: 'diagnosis.concluded', cause: 'prompt', because: 'it borrows its words' }),
    event('14:21', ana, { type: 'example.sorted', example }),
    event('14:35', ana, { type: 'evidence.saved', evidence: again }),
  ];
  const log = [...workedExample(opened).slice(0, -1), ...done].toSorted((a, b) => a.at - b.at);
  const { drill: played, ...incident } = given(...log).incident;
  if (played === undefined) throw new Error('not a drill');
  return { ...incident, drill: played };
})();
const opened = full.openedAt;

const score = (change: Change = {}, ended: 'resolved' | 'stopped' = 'resolved') =>
  scoreOf({ ...full, ...change }, at('14:44'), ended);
const task = (name: string, change: Change = {}) => score(change).results.find((one) => one.task === name);
const pressed = (...times: number[]) => ({ drill: { ...full.drill, acts: { at: times, last: '' } } });
const times = (count: number, moment: number) => Array.from({ length: count }, () => moment);
const containedAfter = (contained?: number) => ({
  milestones: { ...full.milestones, contained: contained === undefined ? undefined : opened + contained },
});

describe('the points of a drill', () => {
  it('are all when everything was done within half an hour of the opening', () => {
    expect(score()).toMatchObject({
      points: 100,
      passed: true,
      lasted: at('14:44') - opened,
      wrongTurns: [],
    });
    expect(score({ ...pressed(opened), ...containedAfter(30 * minute) })).toMatchObject({
      points: 100,
      passed: true,
      contained: 30 * minute,
    });
    expect(score({ ...pressed(opened), ...containedAfter(30 * minute + 1) })).toMatchObject({
      points: 90,
      passed: false,
    });
  });

  it('are fewer and it is not passed where nothing was contained; how many presses that took is not said', () => {
    const never = score(containedAfter());
    expect(never).toMatchObject({ points: 85, passed: false });
    expect(never).not.toHaveProperty('contained');
    expect(never.presses).toEqual({ all: full.drill.acts.at.length });
  });

  it('count presses up to the containment and in all, and it is passed with more as well', () => {
    const contained = full.milestones.contained ?? 0;
    const few = [...times(14, opened), contained, ...times(25, contained + 1)];
    expect(score(pressed(...few))).toMatchObject({ points: 100, presses: { toContain: 15, all: 40 } });
    const many = score(pressed(...times(16, opened)));
    expect(many).toMatchObject({ points: 95, presses: { toContain: 16, all: 16 }, passed: true });
    expect(score(pressed(...times(41, contained + 1)))).toMatchObject({
      points: 95,
      presses: { toContain: 0 },
    });
  });

  it('of a drill that was stopped are no pass, and none are for having been quick to the end', () => {
    expect(score({}, 'stopped')).toMatchObject({ points: 95, passed: false, ended: 'stopped' });
  });

  it('are said with what became of it', () => {
    expect(scoreInWords(score())).toBe('4 tasks of 4, 100 of 100 points: passed');
    expect(scoreInWords(score({ examples: [] }))).toBe('3 tasks of 4, 80 of 100 points: not passed');
    expect(scoreInWords(score({}, 'stopped'))).toBe(
      '4 tasks of 4, 95 of 100 points: stopped, so it does not count',
    );
  });
});

describe('the diagnosis of a drill', () => {
  const found = (...causes: [cause: string, takenBackAt?: number][]) => ({
    diagnosis: {
      path: [],
      found: causes.map(([cause, takenBackAt], n) => ({
        ...{ cause, because: 'it looks so', by: 'Ana Lima', at: opened + (n + 1) * minute },
        ...(takenBackAt !== undefined && { takenBackAt }),
      })),
    },
  });

  it('is right with a cause that the rollback of a broken part treats, or that was played', () => {
    const right = {
      met: true,
      after: minute,
      seen: expect.stringContaining('The new prompt tells the model'),
    };
    expect(task('diagnose', found(['prompt']))).toMatchObject(right);
    expect(task('diagnose', found(['provider']))).toMatchObject({ met: true });
    expect(task('diagnose', found(['guardrail'], ['index']))).toMatchObject({ met: true, after: 2 * minute });
    const only = { ...full.drill, truth: { parts: ['index'], causes: [] } };
    expect(task('diagnose', { ...found(['prompt']), drill: only })).toMatchObject({ met: false });
  });

  it('is not with another, with none, or with one that was taken back; and says which questions led there', () => {
    const wrong = 'the diagnosis ended elsewhere: “A rule is too tight”';
    expect(task('diagnose', found(['guardrail']))).toEqual({ task: 'diagnose', met: false, seen: wrong });
    const none = { met: false, seen: 'the diagnosis came to no cause' };
    expect(task('diagnose', found())).toMatchObject(none);
    expect(task('diagnose', found(['prompt', opened + 2 * minute]))).toMatchObject(none);
    const turns = score(found(['prompt', opened], ['guardrail', opened], ['index'], ['gone'])).wrongTurns;
    expect(turns).toEqual([
      expect.stringMatching(/^The tree led to “A rule is too tight”, which was taken back\. Which/),
      expect.stringMatching(/^The tree led to “gone”\. Which/),
    ]);
  });
});

describe('the eval that is run again in a drill', () => {
  const kept = (clock: string, facts: object = {}): Opened['evidence'] =>
    full.evidence.filter(({ id }) => id === 'e9').map((one) => ({ ...one, at: at(clock), ...facts }));
  const step = (id: string, state: Partial<StepState>) => ({
    evidence: [],
    steps: { ...full.steps, [id]: { status: 'done' as const, at: at('14:40'), notes: [], ...state } },
  });
  const notes: StepState['notes'] = [{ text: 'all answered', by: 'Ana Lima', at: at('14:40') }];

  it('counts once a failed answer blocks or watches, and what it answers after the last rollback was kept', () => {
    const first = [...kept('14:38'), ...kept('14:36'), ...kept('14:37')];
    expect(task('rerun', { evidence: first })).toMatchObject({
      ...{
        met: true,
        after: at('14:36') - opened,
        seen: expect.stringMatching(/after the rollback is kept$/),
      },
    });
    // One rollback that helped is enough to answer after.
    const only = { ...full.drill, truth: { parts: ['prompt'], causes: [] } };
    expect(task('rerun', { drill: only, evidence: kept('14:20') })).toMatchObject({ met: true });
    expect(task('rerun', step('recovery.watch', { notes }))).toMatchObject({
      met: true,
      after: at('14:40') - opened,
    });
  });

  it.each<[string, Change]>([
    ['kept before the last rollback', { evidence: kept('14:20') }],
    ['kept by airb itself', { evidence: kept('14:36', { from: 'automatic' }) }],
    ['handed over by an agent and looked at by nobody', { evidence: kept('14:36', { unconfirmed: true }) }],
    ['a step of the recovery without a finding', step('recovery.watch', {})],
    ['a step of the recovery that was skipped', step('recovery.watch', { status: 'skipped', notes })],
    ['a finding of the triage', step('triage.samples', { notes })],
    ['nothing that helped', { containments: [] }],
  ])('does not count: %s', (_, change) => {
    expect(task('rerun', change)).toEqual({
      ...{ task: 'rerun', met: false },
      seen: 'a failed answer was sorted into the eval set; what it answers after the rollback was not kept',
    });
  });

  it('does not count where every failed answer was only put aside', () => {
    const examples = full.examples.map((one) => ({ ...one, set: 'backlog' as const }));
    const seen = 'no failed answer was sorted into the eval set';
    expect(task('rerun', { examples })).toMatchObject({ met: false, seen });
  });
});

describe('the rollback of a drill', () => {
  const [prompt] = full.containments;
  const deed = (clock: string, facts: Partial<Containment> = {}): Containment => {
    if (prompt === undefined) throw new Error('nothing was rolled back');
    return { ...prompt, id: `rb-${clock}`, appliedAt: at(clock), ...facts };
  };
  const right = deed('14:25', { part: 'index', verdict: 'contained' });
  const wrong = (clock: string) =>
    deed(clock, { part: 'model', from: 'support-3.2', to: 'support-3.1', verdict: undefined });
  const back = deed('14:22', { part: 'model', from: 'support-3.1', to: 'support-3.2', verdict: 'no effect' });

  it('is met by the first that helped, even where others were tried after', () => {
    const met = task('rollback', { containments: [right, wrong('14:30')] });
    expect(met).toMatchObject({ met: true, after: at('14:25') - opened });
    expect(met?.seen).toMatch(
      /^Retrieval index was rolled back, approved as it must be, and measured: contained/,
    );
  });

  it('is not where it had no effect, was not carried out, or one of what was not broken came before', () => {
    const nothing = { met: false, seen: expect.stringContaining('was not rolled back with an effect') };
    expect(task('rollback', { containments: [{ ...right, verdict: 'no effect' }] })).toMatchObject(nothing);
    expect(task('rollback', { containments: [{ ...right, appliedAt: undefined }] })).toMatchObject(nothing);
    expect(task('rollback', { containments: [{ ...wrong('14:20'), verdict: 'contained' }] })).toMatchObject(
      nothing,
    );
    expect(task('rollback', { containments: [wrong('14:20'), right] })).toMatchObject({
      ...{ met: false, seen: 'Model weights was rolled back first, and it was not broken' },
    });
  });

  it('is asked about once where it was of what was not broken, and not again because it was put back', () => {
    expect(score({ containments: [wrong('14:20'), back, right] }).wrongTurns).toEqual([
      'Model weights was rolled back (not measured). What made it look likely?',
    ]);
    expect(score({ containments: [{ ...wrong('14:20'), appliedAt: undefined }, right] }).wrongTurns).toEqual(
      [],
    );
  });

  it('is no worse for a fallback that was switched on and off before it', () => {
    const fallback = {
      kind: 'fallback' as const,
      title: 'Use the small model',
      loses: 'Long answers',
      stops: false,
    };
    const containment = [{ ...fallback, id: 'small', part: 'model', to: 'support-3.1' }];
    const change = { plan: { ...full.plan, containment }, containments: [wrong('14:20'), back, right] };
    expect(task('rollback', change)).toMatchObject({ met: true });
    expect(score(change).wrongTurns).toEqual([]);
  });
});

describe('the page of a drill', () => {
  it('that was taken late is asked about; one that nobody took is not, nor one within ten minutes', () => {
    const taken = (acknowledged: number | undefined) =>
      score({ milestones: { ...full.milestones, acknowledged } }).wrongTurns;
    expect(taken(opened + 11 * minute)).toEqual([expect.stringMatching(/^The page was taken after 11 min/)]);
    expect([taken(opened + 10 * minute), taken(undefined)]).toEqual([[], []]);
  });
});
