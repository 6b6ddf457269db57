import { describe, expect, it } from 'vitest';
import { bodiesOf, incident42 } from '../../support/given.ts';
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
