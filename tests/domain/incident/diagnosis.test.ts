import { describe, expect, it } from 'vitest';
import type { CommandBody } from '../../../src/domain/incident/commands.ts';
import { concludedCause } from '../../../src/domain/incident/diagnosis.ts';
import { nextStep } from '../../../src/domain/incident/next-step.ts';
import { answerMeant, answersNow } from '../../../src/domain/response/diagnosis.ts';
import type { PlanDiagnosis } from '../../../src/domain/runbooks/plan.ts';
import { refusalTree } from '../../support/diagnosis-tree.ts';
import { bodiesOf, given, incident42, stranger } from '../../support/given.ts';
import { ana, at, ben, dev, event } from '../../support/worked-example.ts';

type Answer = Extract<CommandBody, { type: 'diagnosis.answer' }>;
type Back = Extract<CommandBody, { type: 'diagnosis.back' }>;

const answer = (check: string, name: string): Answer => ({ type: 'diagnosis.answer', check, answer: name });
const said = (check: string, name: string) => ({ type: 'diagnosis.answered' as const, check, answer: name });
const model = answer('who-refused', 'model');
const yes = answer('prompt-changed', 'yes');
const no = answer('prompt-changed', 'no');
const back = (last?: Back['last'], all = false): Back => ({ type: 'diagnosis.back', last, all });

const withTree = (tree: PlanDiagnosis = refusalTree) => incident42({ plan: { diagnosis: tree } });

describe('the answers narrow the cause down', () => {
  it('goes from question to question and writes down who, when and why', () => {
    const story = withTree()
      .when('14:12', ana, model)
      .decides(said('who-refused', 'model'))
      .when('14:14', ben, yes)
      .decides(
        said('prompt-changed', 'yes'),
        {
          type: 'diagnosis.concluded',
          cause: 'prompt',
          because: 'The model → Yes, within two hours: That makes it the prime suspect.',
        },
        {
          type: 'category.chosen',
          category: 'prompt',
          because: 'the diagnosis came to “The new prompt tells the model to be careful”',
          cause: 'prompt',
        },
      );
    expect(story.incident.diagnosis).toEqual({
      path: [
        { check: 'who-refused', answer: 'model', by: 'Ana Lima', at: at('14:12') },
        { check: 'prompt-changed', answer: 'yes', by: 'Ben Okafor', at: at('14:14') },
      ],
      concluded: expect.objectContaining({ cause: 'prompt', by: 'Ben Okafor', at: at('14:14') }),
      found: [expect.objectContaining({ cause: 'prompt', at: at('14:14') })],
    });
    expect(story.incident.category).toMatchObject({ category: 'prompt', by: 'Ben Okafor', at: at('14:14') });
    expect(story.incident.milestones.diagnosed).toBe(at('14:14'));
  });

  it('keeps the category somebody chose by hand, and still says what the answers point at', () => {
    const story = withTree()
      .after(['14:11', dev, { type: 'category', category: 'data', because: 'sources are gone' }])
      .after(['14:12', ana, model])
      .after(['14:14', ana, yes]);
    expect(story.log.slice(-2).map(({ type }) => type)).toEqual([
      'diagnosis.answered',
      'diagnosis.concluded',
    ]);
    expect(story.incident.category).toMatchObject({ category: 'data', by: 'Dev Patel' });
    expect(story.incident.milestones.diagnosed).toBe(at('14:11'));
  });

  it('lets a person overrule the category that came with the cause', () => {
    const story = withTree().after(
      ['14:12', ana, model],
      ['14:14', ana, yes],
      ['14:20', ben, { type: 'category', category: 'data', because: 'read the sources' }],
      ['14:21', ana, back()],
    );
    expect(story.incident.category).toMatchObject({ category: 'data', by: 'Ben Okafor' });
  });

  it('jumps by a symptom, over questions or straight to a cause', () => {
    const jumped = withTree()
      .when('14:12', ana, answer('who-refused', 'hint:2'))
      .decides(said('who-refused', 'hint:2'))
      .when('14:13', ana, no);
    expect(jumped.decision).toHaveProperty('events.1.cause', 'index');
    expect(withTree().when('14:12', ana, answer('who-refused', 'hint:3')).decision).toHaveProperty(
      'events.1.because',
      'It says it has no information: That symptom points at data first.',
    );
  });

  it('may be led by a symptom to the first question itself', () => {
    withTree()
      .after(['14:12', ana, answer('who-refused', 'hint:1')])
      .when('14:13', ben, model)
      .decides(said('who-refused', 'model'));
  });
});

describe('two people answer at once, or one twice', () => {
  it('lets the first answer count and tells the second what it was', () => {
    withTree()
      .after(['14:12', ana, model])
      .when('14:12:01', ben, model)
      .ignores('Ana Lima gave that answer at 14:12 UTC.')
      .when('14:12:02', ben, answer('who-refused', 'guardrail'))
      .refuses(
        'Ana Lima answered that at 14:12 UTC: “The model”.',
        'Now it asks: “Did the prompt change in the two hours before?” `/airb diagnose back` takes the last answer back.',
      );
  });

  it('does not answer a question that is still to come, or was taken back', () => {
    withTree()
      .when('14:12', ana, yes)
      .refuses(
        /“Did the prompt change.*” is not the question now\./,
        'Now it asks: “Who wrote the refusal?”',
      );
    withTree()
      .after(['14:12', ana, model], ['14:13', ben, back()])
      .when('14:14', ana, yes)
      .refuses(/is not the question now/);
  });

  it('takes no answer to one question for that to another', () => {
    const story = withTree().after(['14:12', ana, model]);
    story.when('14:13', ben, answer('gone', 'model')).refuses('The diagnosis has no question `gone`.', /Now/);
    withTree()
      .when('14:12', ana, answer('prompt-changed', 'hint:2'))
      .refuses(/“Did the prompt change.*” is not the question now/);
  });

  it('takes no symptom after the first answer', () => {
    withTree()
      .after(['14:12', ana, model])
      .when('14:13', ben, answer('who-refused', 'hint:2'))
      .refuses('A symptom can lead on only before the first answer.', /Now it asks/);
    withTree()
      .after(['14:12', ana, answer('who-refused', 'hint:1')])
      .when('14:13', ben, answer('who-refused', 'hint:2'))
      .refuses('Ana Lima answered that at 14:12 UTC: “Latency up, answers as good as before”.');
  });

  it('does not answer again what has come to a cause', () => {
    withTree()
      .after(['14:12', ana, model], ['14:13', ana, yes])
      .when('14:13:01', ben, no)
      .refuses(/Ana Lima answered that/, /It has come to “The new prompt/);
  });

  it('refuses answers and questions that are nowhere', () => {
    const story = withTree();
    story.when('14:12', ana, answer('who-refused', 'elves')).refuses(/has no answer `elves`/, /“The model”/);
    for (const name of ['gone', 'constructor', '__proto__']) {
      story.when('14:12', ana, answer(name, 'yes')).refuses(/has no question/, /Now it asks/);
      story.when('14:12', ana, answer('who-refused', name)).refuses(/has no answer/);
    }
  });

  it('is for people airb knows, and while the incident is open', () => {
    withTree()
      .when('14:12', stranger, model)
      .refuses(/does not know you yet/);
    withTree()
      .after(['14:12', ben, { type: 'cancel', reason: 'a test' }])
      .when('14:13', ana, model)
      .refuses(/already cancelled/);
  });
});

describe('an answer is taken back', () => {
  it('asks the question again, and lets go of what rested on the answer', () => {
    const story = withTree()
      .after(['14:12', ana, model], ['14:13', ana, yes])
      .when('14:15', ben, back({ check: 'prompt-changed', answer: 'yes' }))
      .decides({
        type: 'diagnosis.undone',
        check: 'prompt-changed',
        answer: 'yes',
        all: false,
        cause: 'prompt',
      });
    expect(story.incident.diagnosis).toEqual({
      path: [expect.objectContaining({ check: 'who-refused' })],
      // What somebody found and took back stays to be read.
      found: [expect.objectContaining({ cause: 'prompt', takenBackAt: at('14:15') })],
    });
    expect(story.incident.category).toBeUndefined();
    expect(story.incident.milestones.diagnosed).toBeUndefined();
    const again = story.after(['14:16', ben, no]);
    expect(again.incident.category).toMatchObject({ category: 'data', cause: 'index' });
    expect(again.incident.milestones.diagnosed).toBe(at('14:16'));
  });

  it('begins again for another cause, and keeps the one that was found', () => {
    const story = withTree()
      .after(['14:12', ana, model], ['14:13', ana, yes])
      .when('14:15', ben, back(undefined, true))
      .decides({
        type: 'diagnosis.undone',
        check: 'prompt-changed',
        answer: 'yes',
        all: true,
      })
      .when('14:15:01', ana, back(undefined, true))
      .ignores('The diagnosis is at its first question already.');
    expect(story.incident.diagnosis).toEqual({
      path: [],
      found: [expect.objectContaining({ cause: 'prompt' })],
    });
    const both = story.after(['14:16', ana, model], ['14:17', ana, no]);
    expect(both.incident.diagnosis.found.map(({ cause }) => cause)).toEqual(['prompt', 'index']);
    // The category of the first stands; that of the second is offered.
    expect(both.incident.category).toMatchObject({ category: 'prompt', cause: 'prompt' });
    expect(both.incident.milestones.diagnosed).toBe(at('14:13'));
  });

  it('takes back nothing that the presser did not see', () => {
    const story = withTree().after(['14:12', ana, model], ['14:13', ana, yes]);
    for (const [check, given] of [
      ['who-refused', 'model'],
      ['who-refused', 'yes'],
      ['prompt-changed', 'no'],
    ] as const)
      story.when('14:15', ben, back({ check, answer: given })).ignores(/has moved on/);
  });

  it('leaves the cause that was found before, with its category and its time', () => {
    const first = withTree().after(['14:12', ana, model], ['14:13', ana, yes]);
    const before = first.incident;
    const anew = first.after(['14:15', ben, back(undefined, true)], ['14:16', ana, model]);
    const stands = (story: typeof anew) => {
      const { category, milestones, diagnosis } = story.incident;
      expect({ category, at: milestones.diagnosed }).toEqual({
        category: before.category,
        at: before.milestones.diagnosed,
      });
      expect(diagnosis.found[0]).toEqual(before.diagnosis.found[0]);
    };
    stands(anew.after(['14:17', ben, back()]));
    const second = anew.after(['14:17', ana, no], ['14:18', ben, back()]);
    stands(second);
    expect(second.incident.diagnosis.found).toMatchObject([{}, { cause: 'index', takenBackAt: at('14:18') }]);
  });

  it('is one cause though it was found twice, and goes with what rested on it', () => {
    const twice = withTree()
      .after(['14:12', ana, model], ['14:13', ana, yes], ['14:15', ben, back(undefined, true)])
      .after(['14:16', ana, model], ['14:17', ben, yes]);
    expect(twice.incident.diagnosis.found).toMatchObject([{ cause: 'prompt', by: 'Ben Okafor' }]);
    const { category, diagnosis } = twice.after(['14:18', ana, back()]).incident;
    expect([category, diagnosis.found.length]).toEqual([undefined, 1]);
  });

  it('took the cause as well in older logs, when people began again', () => {
    const story = withTree().after(['14:12', ana, model], ['14:13', ana, yes]);
    const old = { ...{ check: 'prompt-changed', answer: 'yes' }, all: true, cause: 'prompt' };
    const { diagnosis, category } = given(
      ...story.log,
      event('14:15', ben, { type: 'diagnosis.undone', ...old }),
    ).incident;
    expect(category).toBeUndefined();
    expect(diagnosis).toEqual({ path: [], found: [expect.objectContaining({ takenBackAt: at('14:15') })] });
  });

  it('does not ask again for somebody to take what is being walked', () => {
    const story = withTree().after(['14:12', ana, model]);
    for (const all of [true, false])
      expect(nextStep(story.after(['14:13', ana, back(undefined, all)]).incident)).toMatchObject({
        ...{ do: 'answer', check: { id: 'who-refused' } },
      });
  });
});

describe('a runbook without a tree, or with one that is broken', () => {
  it('says that there is nothing to walk', () => {
    for (const body of [model, back()])
      incident42()
        .when('14:12', ana, body)
        .refuses(/no diagnosis tree/, /`\/airb category`/);
  });

  it('ends where the tree leads round in a circle or to a name it does not have', () => {
    const [first, second] = refusalTree.checks;
    if (!first || !second) throw new Error('the tree has two questions');
    const leadsTo = (name: string) => ({
      ...refusalTree,
      // biome-ignore lint/suspicious/noThenProperty: the name of the runbook's files
      checks: [first, { ...second, answers: [{ id: 'yes', label: 'Yes', because: '', then: name }] }],
    });
    for (const name of ['who-refused', 'prompt-changed', 'nowhere']) {
      const story = withTree(leadsTo(name)).after(['14:12', ana, model]).when('14:13', ana, yes);
      const stuck = story.decides(said('prompt-changed', 'yes'));
      stuck.when('14:14', ben, answer('who-refused', 'guardrail')).refuses(/answered that/, /The tree/);
      stuck.after(['14:15', ben, back()]).after(['14:16', ben, back()]).after(['14:17', ben, model]);
    }
  });
});

describe('what the room sees of it', () => {
  const slots = (story: ReturnType<typeof withTree>) =>
    bodiesOf(story.asked(), 'draw').map(({ slot }) => slot);

  it('comes when somebody has taken the incident, and not before', () => {
    expect(slots(withTree())).toEqual(['card', 'checklist', 'announcement']);
    expect(slots(withTree().after(['14:12', ana, { type: 'acknowledge', via: 'chat' }]))).toContain(
      'diagnosis',
    );
    expect(slots(incident42().after(['14:12', ana, { type: 'acknowledge', via: 'chat' }]))).not.toContain(
      'diagnosis',
    );
  });

  it('is redrawn by every answer, and with the mitigation it shows', () => {
    const one = withTree().after(['14:12', ana, model]);
    expect(slots(one)).toEqual(['diagnosis', 'card', 'checklist', 'now']);
    const done = one.after(['14:13', ana, yes]);
    expect(slots(done)).toEqual(expect.arrayContaining(['checklist', 'diagnosis']));
    expect(concludedCause(done.incident)).toMatchObject({ id: 'prompt' });
    expect(concludedCause(one.incident)).toBeUndefined();
    const undone = done.after(['14:15', ben, back()]);
    expect(slots(undone)).toEqual(['diagnosis', 'card', 'checklist', 'now']);
    const request = {
      type: 'rollback.request' as const,
      part: 'prompt',
      reason: 'prime',
      evidenceOverride: 'x',
    };
    expect(slots(done.after(['14:14', ana, request]))).toContain('diagnosis');
    expect(slots(one.after(['14:14', ana, request]))).not.toContain('diagnosis');
  });
});

describe('what the record says aloud', () => {
  const told = (story: ReturnType<typeof withTree>) =>
    bodiesOf(story.asked(), 'say').map(({ card }) => card.text);
  const slots = (story: ReturnType<typeof withTree>) =>
    bodiesOf(story.asked(), 'draw').map(({ slot }) => slot);

  it('is a category chosen by hand, and one that follows from a cause only with that cause', () => {
    const story = withTree().after(['14:12', ana, model]);
    const byHand = story.after(['14:13', ben, { type: 'category', category: 'data', because: 'gone' }]);
    expect(told(byHand)).toEqual([expect.stringMatching(/data/)]);
    expect(told(story.after(['14:13', ben, yes]))).toEqual([]);
  });

  it('is a cause that was taken back, and not an answer that led nowhere yet', () => {
    const shown = withTree()
      .after(['14:11', ana, { type: 'section.fold', section: 'questions', folded: false }])
      .after(['14:12', ana, model]);
    const answerBack = shown.after(['14:13', ben, back()]);
    expect([told(answerBack), slots(answerBack).includes('questions')]).toEqual([[], false]);
    const causeBack = shown.after(['14:13', ben, yes], ['14:14', ana, back()]);
    expect([told(causeBack).length, slots(causeBack).includes('questions')]).toEqual([1, true]);
  });
});

describe('an answer given in words', () => {
  const answers = answersNow(refusalTree, []);
  it.each([
    ['model', 'model'],
    ['the guardrail blocked it', 'guardrail'],
    ['The Guardrail', 'guardrail'],
    ['blocked', 'guardrail'],
    ['3', 'nobody'],
    ['gaurdrail', 'guardrail'],
    ['timed out', 'nobody'],
    ['no information', 'hint:3'],
    ['refusals step', 'hint:2'],
  ])('%s means %s', (words, id) => {
    expect(answerMeant(answers, words)?.id).toBe(id);
  });

  it.each(['', '  …', 'the', 'says what', '9', 'elves', 'constructor'])(
    '“%s” could mean none or several',
    (words) => {
      expect(answerMeant(answers, words)).toBeUndefined();
    },
  );
});
