import { describe, expect, it } from 'vitest';
import { firstQuestions } from '../../../src/domain/incident/first-questions.ts';
import type { Plan, PlanPart } from '../../../src/domain/runbooks/plan.ts';
import type { ContainmentSpec } from '../../../src/domain/runbooks/runbook.ts';
import { refusalTree } from '../../support/diagnosis-tree.ts';
import { given, incident42, type Story } from '../../support/given.ts';
import { ana, at, event, indexChange, promptChange } from '../../support/worked-example.ts';
import { workedExamplePlan } from '../../support/worked-example-plan.ts';

const parts = workedExamplePlan().parts;
const word = (said: string) => ({ by: 'airb', kind: 'word', word: said });
/** The answer to one of the questions. */
const answered = (story: Story, question: string) =>
  firstQuestions(story.incident).find((one) => one.question === question)?.answer;
const seenLive = (story: Story, versions: Record<string, string>) =>
  given({ ...story.log[0], plan: withLive(story.incident.plan, versions) } as Story['log'][number]);
const withLive = (plan: Plan, versions: Record<string, string>): Plan => ({
  ...plan,
  parts: plan.parts.map((one) => ({ ...one, live: versions[one.id] ?? one.live })),
});
const containment = (kind: ContainmentSpec['kind'], part: string, to: string): ContainmentSpec => ({
  ...{ id: `${kind}-${part}`, kind, part, to },
  ...{ title: 'x', loses: 'x', stops: false },
});

describe('the first questions', () => {
  it('are five; what a person said stands before what airb knows, and what neither knows is open', () => {
    const story = incident42({ failure: 'x', changes: [] });
    const bare = firstQuestions(story.incident);
    expect(bare.map(({ question }) => question)).toEqual([
      'kind',
      'changed',
      'switch',
      'reviewer',
      'examples',
    ]);
    for (const question of ['kind', 'changed', 'reviewer', 'examples'])
      expect(bare.find((one) => one.question === question)).toEqual({ question });
    const said = story.after(['14:12', ana, { type: 'question.answer', question: 'switch', answer: 'No' }]);
    expect(answered(said, 'switch')).toEqual({
      by: 'person',
      given: 'No',
      name: 'Ana Lima',
      at: at('14:12'),
    });
  });
});

describe('the kind of the failure', () => {
  it.each([
    ['stale-answers', 'retrieval'],
    ['prompt-injection', 'tool'],
    ['refusal-spike', 'policy'],
    ['cost-runaway', 'cost'],
    ['slow-answers', 'latency'],
    ['model-drift', 'output'],
  ])('is in its name: %s is %s', (failure, kind) => {
    expect(answered(incident42({ failure }), 'kind')).toEqual(word(kind));
  });

  it('is rather that of the part people found, as long as the finding stands and its part says anything', () => {
    const tree = { plan: { diagnosis: refusalTree } };
    const found = (...causes: string[]) =>
      given(
        ...incident42(tree).log,
        ...causes.map((cause) =>
          event('14:13', ana, { type: 'diagnosis.concluded', cause, because: 'it finds less' }),
        ),
      );
    expect(answered(found('index'), 'kind')).toEqual(word('retrieval'));
    expect(answered(found('prompt', 'index'), 'kind')).toEqual(word('retrieval'));
    expect(answered(found('index', 'prompt'), 'kind')).toEqual(word('policy'));
    // A rule that is cured by a step has no part of its own.
    expect(answered(found('index', 'guardrail'), 'kind')).toEqual(word('policy'));
    const gone = { ...tree.plan, parts: parts.filter(({ id }) => id !== 'index') };
    const cause = { type: 'diagnosis.concluded' as const, cause: 'index', because: 'x' };
    const partless = given(...incident42({ plan: gone }).log, event('14:13', ana, cause));
    expect(answered(partless, 'kind')).toEqual(word('policy'));
  });
});

describe('what changed', () => {
  const changed = (...changes: (typeof promptChange)[]) => answered(incident42({ changes }), 'changed');
  const code = { ...promptChange, id: 'api-v18', kind: 'code' as const, part: 'code', at: at('10:00') };

  it('is at most the two likeliest of what came before the start', () => {
    expect(changed(code, indexChange, promptChange)).toEqual({
      ...{ by: 'airb', kind: 'changes' },
      changes: ['prompt-v7', 'kb-2025-02-15'],
    });
    expect(changed({ ...promptChange, at: at('14:10') })).toMatchObject({ changes: ['prompt-v7'] });
  });

  it('is not what came after it, nor what has no time that can be right', () => {
    expect(changed({ ...promptChange, at: at('14:12') })).toBeUndefined();
    expect(changed({ ...promptChange, statedAt: at('2025-03-03 09:00') })).toBeUndefined();
  });
});

describe('the flag or route to switch back', () => {
  const withParts = (kept: PlanPart[], specs: ContainmentSpec[] = []) =>
    incident42({ plan: { parts: kept, containment: specs } });
  const plain = (one: PlanPart): PlanPart => ({ ...one, action: undefined });

  it('is the first that airb can turn', () => {
    expect(answered(withParts(parts.toReversed()), 'switch')).toMatchObject({ kind: 'part', part: 'router' });
    const byHand = parts.map((one) => (one.id === 'flag' ? plain(one) : one));
    expect(answered(withParts(byHand), 'switch')).toMatchObject({ part: 'router' });
    expect(answered(withParts(parts), 'switch')).toEqual({ by: 'airb', kind: 'part', part: 'flag' });
  });

  it('is none where the system has neither, and is asked where people turn it', () => {
    const none = parts.filter(({ kind }) => kind !== 'flag' && kind !== 'router');
    expect(answered(withParts(none), 'switch')).toEqual(word('No'));
    expect(answered(withParts(parts.map(plain)), 'switch')).toBeUndefined();
  });

  it('is the one that is switched already, and never a part that is only frozen', () => {
    const specs = [containment('freeze', 'index', 'kb-still'), containment('throttle', 'router', 'few')];
    const story = withParts(parts, specs);
    expect(answered(seenLive(story, { router: 'few' }), 'switch')).toMatchObject({ part: 'router' });
    expect(answered(seenLive(story, { index: 'kb-still' }), 'switch')).toMatchObject({ part: 'flag' });
  });
});

describe('a reviewer', () => {
  it('must agree while what goes out waits for people, and is asked about otherwise', () => {
    const specs = [containment('throttle', 'router', 'few'), containment('review', 'flag', 'reviewed')];
    const story = incident42({ plan: { containment: specs } });
    expect(answered(seenLive(story, { router: 'few', flag: 'reviewed' }), 'reviewer')).toEqual(word('Yes'));
    expect(answered(seenLive(story, { router: 'few' }), 'reviewer')).toBeUndefined();
  });
});
