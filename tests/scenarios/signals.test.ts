import { afterEach, describe, expect, it } from 'vitest';
import { type Story, slack, tellStory } from '../support/story.ts';

let story: Story;
afterEach(() => story.close());

describe('`/airb signals`', () => {
  it('reads now, and says since when what is off is off', async () => {
    story = await tellStory();
    const channel = await story.begin();
    await story.people.command(slack.ana, channel, 'signals');
    await story.settle();
    expect(await story.news('inc-')).toEqual([expect.stringMatching(/^Signals at .*out of range since/s)]);
  });
});
