import { afterEach, describe, expect, it } from 'vitest';
import { type Story, slack, tellStory } from '../support/story.ts';

let story: Story;
afterEach(() => story.close());

const lobby = async () =>
  (await story.dump('channels')).channels.find(({ name }) => name === 'incidents')?.id ?? '';

/** What `/airb …` tells Eva alone. */
const told = async (words: string) => {
  const channel = await lobby();
  await story.people.act({ as: slack.eva, type: 'join', channel });
  return story.privately(slack.eva, () => story.people.command(slack.eva, channel, words));
};

describe('somebody subscribes to incidents', () => {
  it('hears of them directly from the start, and nothing more when they stop', async () => {
    story = await tellStory();
    expect(await told('subscribe')).toMatch(/You subscribe to nothing/);
    expect(await told('subscribe sev1 suport-bot')).toMatch(/no system called suport-bot\. Did you mean/);
    expect(await told('subscribe sev1 sev2 support-bot')).toMatch(/SEV1 and SEV2, by direct message/);
    const channel = await story.begin();
    expect(await story.news('@U01EVA')).toEqual([expect.stringMatching(/^INC-1 · SEV2 · /)]);
    await story.people.command(slack.ana, channel, 'sev1 all users are refused');
    expect(await story.news('@U01EVA')).toEqual([expect.stringMatching(/^INC-1: SEV2 → SEV1/)]);
    expect(await told('unsubscribe')).toMatch(/You subscribe to nothing/);
    await story.people.command(slack.ana, channel, 'sev2 only some');
    await story.people.command(slack.ben, channel, 'sev2 only some');
    await story.settle();
    for (const place of ['inc-', 'incidents', 'support-leadership', '@U01BEN']) await story.news(place);
    await story.pages();
  });
});
