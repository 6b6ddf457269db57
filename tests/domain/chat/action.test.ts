import { describe, expect, it } from 'vitest';
import { dayMeant, dueDay } from '../../../src/domain/chat/due-day.ts';
import { parseCommand } from '../../../src/domain/chat/grammar.ts';
import { at } from '../../support/worked-example.ts';

describe('/airb action', () => {
  it.each([
    ['action', {}],
    ['actions list all', { all: true }],
    ['action add', { deed: 'add' }],
    [
      'action add "alert on refusals by friday, @all" @ben in 2 weeks monitor',
      {
        deed: 'add',
        what: 'alert on refusals by friday, @all',
        owner: { mention: 'ben' },
        due: { days: 14 },
        kind: 'monitor',
      },
    ],
    [
      'action “gate the prompt” <@U1|ben> due 2026-12-04 prompt gate',
      {
        deed: 'add',
        what: 'gate the prompt',
        owner: { mention: 'U1', name: 'ben' },
        due: { day: '2026-12-04' },
        kind: 'prompt-gate',
      },
    ],
    // Where it ends is only known by the quotes, so the form asks for the rest.
    ['action add alert ben on friday', { deed: 'add', what: 'alert ben on friday' }],
    ['action A2 @ana tomorrow', { deed: 'take', proposal: 2, owner: { mention: 'ana' }, due: { days: 1 } }],
    [
      'action done 3 https://example.org/pull/7',
      { deed: 'done', item: 3, reason: 'https://example.org/pull/7' },
    ],
    ['action 3 done merged', { deed: 'done', item: 3, reason: 'merged' }],
    [
      'action done 3 override: the suite moves house',
      { deed: 'done', item: 3, reason: '', override: 'the suite moves house' },
    ],
    ['action drop #3 because the model is gone', { deed: 'drop', item: 3, reason: 'the model is gone' }],
    ['action owner 3 ben', { deed: 'change', item: 3, owner: { mention: 'ben' } }],
    ['action due 3 next friday', { deed: 'change', item: 3, due: { weekday: 5, next: true } }],
    ['action issue 3', { deed: 'issue', item: 3 }],
    [
      '#42 action reopen 3 fires for nobody',
      { incident: 42, deed: 'reopen', item: 3, reason: 'fires for nobody' },
    ],
  ])('reads %s', (text, meant) => {
    expect(parseCommand(text)).toEqual({ command: 'action', ...meant });
  });

  it.each([
    ['action remove 3', /no deed about an action item “remove”/],
    ['action add "alert" @ben someday', /“someday” is no owner, no day and no kind, and nothing was done/],
    ['action add "alert" @ben friday @ana', /is no owner/],
    ['action due 3 fridayish', /nothing was done/],
    ['action due 3', /Say when/],
    ['action owner 3', /Say who/],
    ['action done', /Say which item/],
    ['action done 3 override', /needs a reason/],
    ['action issue 3 now', /nothing was done/],
    ['action list mine', /“all” and nothing else/],
    ['action drop 3 --force', /nothing was done/],
  ])('asks about %s', (text, question) => {
    expect(parseCommand(text)).toHaveProperty('misuse', expect.stringMatching(question));
  });
});

describe('a due day', () => {
  // A Monday.
  const now = at('14:10');
  const day = (text: string) => {
    const said = dayMeant(text);
    const due = said && dueDay(said, now);
    return due && ('due' in due ? due.due : due.rejected);
  };

  it.each([
    ['today', '2025-02-17'],
    ['tomorrow', '2025-02-18'],
    ['friday', '2025-02-21'],
    ['by Fri', '2025-02-21'],
    ['next friday', '2025-02-28'],
    ['sunday', '2025-02-23'],
    ['next week', '2025-02-24'],
    ['in 2 weeks', '2025-03-03'],
    ['in a month', '2025-03-17'],
    ['4 dec 2026', '2026-12-04'],
    ['December 4th, 2026', '2026-12-04'],
    ['2026-12-04', '2026-12-04'],
    ['next monday', '2025-02-24'],
  ])('%s is %s', (text, meant) => {
    expect(day(text)).toBe(meant);
  });

  it('is asked about where it could be two, and is none where no calendar has it', () => {
    expect(day('monday')).toMatch(/Today is Monday: is it due today, or in a week/);
    for (const none of ['2025-02-30', '31 nov 2026', 'soon', '04/12/2026', 'in weeks', '12'])
      expect(day(none), none).toBeUndefined();
  });

  it('a month after the last of January is the last of February', () => {
    expect(dueDay({ months: 1 }, at('2025-01-31 10:00'))).toEqual({ due: '2025-02-28' });
  });
});
