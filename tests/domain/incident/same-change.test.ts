import { describe, expect, it } from 'vitest';
import { airb } from '../../../src/domain/people.ts';
import type { Change } from '../../../src/domain/signals/change.ts';
import { given, incident42 } from '../../support/given.ts';
import { alertmanager, ana, at, dev, event } from '../../support/worked-example.ts';

/** The prompt went from v7 to v8 at 14:12, as its feed tells. */
const fed: Change = {
  id: 'feed/8',
  system: 'support-bot',
  kind: 'prompt',
  part: 'prompt',
  from: 'prompt-v7',
  to: 'prompt-v8',
  summary: 'Shorter answers',
  at: at('14:12'),
};
const said = (change: Partial<Change> = {}): Change => ({
  ...{ ...fed, id: 'chat/1', summary: 'v8 is out', by: 'Dev Patel', told: 'listed', at: at('14:20') },
  ...change,
});
const note = (change: Change) => ({ type: 'change.note' as const, change });
const noted = (change: Change, confirms?: string) => ({
  type: 'change.noted' as const,
  change,
  ...(confirms !== undefined && { confirms }),
});
const listed = (story: ReturnType<typeof given>) =>
  story.incident.changes.filter(({ to }) => to === 'prompt-v8').map(({ id, at }) => ({ id, at }));

describe('a change that is told twice stands once', () => {
  it('by the feed and then by a person, who hears that it is known', () => {
    const story = incident42().when('14:13', alertmanager, note(fed)).decides(noted(fed));
    story
      .when('14:20', dev, note(said()))
      .ignores(
        'airb knows of that change already: prompt went from prompt-v7 to prompt-v8 at 14:12 UTC. It stands once.',
      );
    // Without the version before it is the same move.
    story.when('14:20', dev, note(said({ from: undefined }))).ignores(/knows of that change already/);
  });

  it('by a person and then by the feed: the feed’s word stands, with the time it was made', () => {
    const story = incident42()
      .when('14:20', dev, note(said()))
      .decides(noted(said()))
      .when('14:21', alertmanager, note(fed))
      .decides(noted(fed, 'chat/1'));
    expect(listed(story)).toEqual([{ id: 'feed/8', at: at('14:12') }]);
    expect(story.incident.versions.prompt).toBe('prompt-v8');
  });

  it('by a member, and then by somebody whose word makes it live', () => {
    const member = said({ told: 'member' });
    const story = incident42().after(['14:20', ana, note(member)]);
    expect(story.incident.versions.prompt).toBe('prompt-v7');
    const sure = said({ id: 'chat/2', at: at('14:25') });
    const after = story.when('14:25', dev, note(sure)).decides(noted({ ...sure, at: member.at }, 'chat/1'));
    expect(after.incident.versions.prompt).toBe('prompt-v8');
    expect(listed(after)).toHaveLength(1);
    after.when('14:26', ana, note(said({ id: 'chat/3', told: 'member' }))).ignores(/already/);
  });
});

describe('two changes stand twice', () => {
  it('when it went elsewhere in between', () => {
    const back = { ...fed, id: 'feed/9', from: 'prompt-v8', to: 'prompt-v7', at: at('14:15') };
    const story = incident42().after(['14:13', alertmanager, note(fed)], ['14:15', alertmanager, note(back)]);
    story.when('14:20', dev, note(said())).decides(noted(said()));
  });

  it('when two feeds tell of them, another part moved, or from another version', () => {
    const again = { ...fed, id: 'feed/10', at: at('14:18') };
    const other = said({ kind: 'index', part: 'index' });
    const fromElsewhere = said({ from: 'prompt-v5' });
    for (const change of [again, other, fromElsewhere]) {
      const story = given(...incident42().log, event('14:13', airb, noted(fed)));
      story.when('14:20', dev, note(change)).decides(noted(change));
    }
  });
});
