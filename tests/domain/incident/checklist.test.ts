import { describe, expect, it } from 'vitest';
import { drawSlot } from '../../../src/views/chat/slots.ts';
import { bodiesOf, incident42, type Story } from '../../support/given.ts';
import { ana, at, ben, dev } from '../../support/worked-example.ts';

const step = 'triage.changes';
const done = { type: 'step.do' as const, step };
const skip = { type: 'step.skip' as const, step, reason: 'no changes are recorded' };
const undo = { type: 'step.undo' as const, step };

describe('two people work one checklist', () => {
  it('lets the first one’s Done count and tells the second who was first', () => {
    const story = incident42()
      .when('14:15', ana, done)
      .decides({ type: 'step.done', step, note: undefined })
      .when('14:15:01', ben, done)
      .ignores('Ana Lima has done that step at 14:15 UTC.');
    expect(story.incident.steps[step]).toMatchObject({ status: 'done', by: 'Ana Lima', at: at('14:15') });
  });

  it('tells them the same of a skip', () => {
    incident42()
      .when('14:15', ana, skip)
      .decides({ type: 'step.skipped', step, reason: 'no changes are recorded' })
      .when('14:16', ben, done)
      .ignores('Ana Lima has skipped that step at 14:15 UTC.')
      .when('14:16', ben, skip)
      .ignores(/has skipped/);
  });

  it('opens a step again, once, so that it can be done by somebody else', () => {
    const story = incident42()
      .after(['14:15', ana, skip])
      .when('14:16', ben, undo)
      .decides({ type: 'step.undone', step })
      .when('14:16:01', ana, undo)
      .ignores('That step is open already.')
      .when('14:17', ben, { ...done, note: 'prompt-v7, 40 min before' })
      .decides({ type: 'step.done', step, note: 'prompt-v7, 40 min before' });
    expect(story.incident.steps[step]).toMatchObject({
      status: 'done',
      by: 'Ben Okafor',
      reason: undefined,
      notes: [{ text: 'prompt-v7, 40 min before', by: 'Ben Okafor' }],
    });
  });

  it('redraws only what shows the step: its section, the card and the folded checklist, and what is due', () => {
    const story = incident42().after(
      ['14:14', ana, { type: 'section.fold', section: 'recovery', folded: false }],
      ['14:15', ana, { ...done, step: 'recovery.watch' }],
    );
    expect(bodiesOf(story.asked(), 'draw').map(({ slot }) => slot)).toEqual([
      'section:recovery',
      'card',
      'checklist',
      'now',
    ]);
  });

  it('posts no section that nobody has asked for', () => {
    const story = incident42().after(['14:15', ana, done]);
    expect(bodiesOf(story.asked(), 'draw').map(({ slot }) => slot)).not.toContain('section:triage');
  });

  it('shows a section for everybody, folds it again, and says when that changes nothing', () => {
    const fold = (folded: boolean) => ({ type: 'section.fold' as const, section: 'triage' as const, folded });
    const shown = incident42()
      .when('14:12', ana, fold(true))
      .ignores('It is folded already.')
      .after(['14:12', ana, fold(false)])
      .when('14:13', ben, fold(false))
      .ignores('It is open in the channel already.');
    expect(bodiesOf(shown.asked(), 'draw').map(({ slot }) => slot)).toEqual(['section:triage', 'checklist']);
    expect(shown.after(['14:14', ben, fold(true)]).incident.sections).toEqual({ triage: 'folded' });
  });
});

const tasks = (story: Story) =>
  bodiesOf(story.asked(), 'draw').flatMap(({ slot, kept }) =>
    slot.startsWith('task:') ? [kept ? `${slot} again` : slot] : [],
  );

describe('a step is given to somebody', () => {
  const assign = { type: 'step.assign' as const, step, person: dev };

  it('once, and to somebody else later', () => {
    incident42()
      .when('14:15', ana, assign)
      .decides({ type: 'step.assigned', step, person: dev })
      .when('14:16', ben, assign)
      .ignores('Dev Patel has it already.')
      .when('14:17', ben, { ...assign, person: ana })
      .decides({ type: 'step.assigned', step, person: ana });
  });

  it('who hears of it directly, with the buttons that settle it, and is invited', () => {
    const story = incident42().after(['14:15', ana, assign]);
    expect(bodiesOf(story.asked(), 'room.invite')).toEqual([{ kind: 'room.invite', people: ['dev'] }]);
    expect(tasks(story)).toEqual([`task:1:${step}`]);
    expect(JSON.stringify(drawSlot(`task:1:${step}`, story.incident))).toMatch(
      /Step 2 is yours: Compare.*step\.find/,
    );
    // Whoever takes a step knows.
    expect(tasks(incident42().after(['14:15', dev, assign]))).toEqual([]);
  });

  it('and whose message loses its buttons when it is done, or somebody else’s', () => {
    const story = incident42().after(['14:15', ana, assign]);
    for (const [next, words] of [
      [{ ...assign, person: ana }, /Ana has it now/],
      [{ type: 'step.do', step }, /Done by Ana 14:16 UTC/],
      [{ type: 'step.skip', step, reason: 'no tools' }, /Skipped by Ana 14:16 UTC/],
    ] as const) {
      const after = story.after(['14:16', ana, next]);
      expect(tasks(after)).toEqual([`task:1:${step} again`]);
      const card = drawSlot(`task:1:${step}`, after.incident);
      expect(card?.text).toMatch(words);
      expect(JSON.stringify(card)).not.toContain('step.done');
    }
  });

  it('anew, in a new message, when it comes back: an edited one wakes nobody', () => {
    const story = incident42().after(
      ['14:15', ana, assign],
      ['14:16', ben, { ...assign, person: ana }],
      ['14:17', ben, assign],
    );
    expect(tasks(story)).toEqual([1, 2].map((turn) => `task:${turn}:${step} again`).concat(`task:3:${step}`));
    expect(drawSlot(`task:1:${step}`, story.incident)?.text).toMatch(/It was given to you anew/);
  });

  it('but not once it is done', () => {
    incident42()
      .after(['14:15', ben, { type: 'step.do', step }])
      .when('14:16', ana, assign)
      .ignores('Ben Okafor has done that step at 14:15 UTC.');
  });
});

describe('a press that can’t be right', () => {
  it('speaks of a step that is not there', () => {
    const nowhere = { step: 'triage.gone' };
    const story = incident42();
    for (const body of [
      { type: 'step.do' as const, ...nowhere },
      { type: 'step.skip' as const, ...nowhere, reason: 'x' },
      { type: 'step.assign' as const, ...nowhere, person: dev },
      { type: 'step.undo' as const, ...nowhere },
      { type: 'step.note' as const, ...nowhere, note: 'x' },
    ]) {
      story.when('14:15', ana, body).refuses('INC-42 has no step `triage.gone`.', /is current/);
    }
  });

  it('knows no step by the names every object has', () => {
    for (const name of ['constructor', 'toString', '__proto__']) {
      incident42()
        .when('14:15', ana, { ...done, step: name })
        .refuses(/has no step/);
    }
  });

  it('skips without a reason, or notes nothing', () => {
    const story = incident42();
    story.when('14:15', ana, { ...skip, reason: ' ' }).refuses('A skipped step needs a reason.');
    story.when('14:15', ana, { type: 'step.note', step, note: ' ' }).refuses('The note is empty.');
    story
      .when('14:15', ana, { type: 'step.note', step, note: ' look at v7 ' })
      .decides({ type: 'step.noted', step, note: 'look at v7' });
  });
});
