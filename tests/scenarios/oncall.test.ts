import { afterEach, describe, expect, it } from 'vitest';
import { type Story, slack, tellStory } from '../support/story.ts';

let story: Story;
afterEach(() => story.close());

/** What `/airb …` tells this person alone. */
const told = (words: string, channel: string) =>
  story.privately(slack.ana, () => story.people.command(slack.ana, channel, words));

describe('somebody asks who is on call', () => {
  it('hears it alone: for every system, or for one; and what was meant where a name is wrong', async () => {
    story = await tellStory();
    const { channels } = await story.dump('channels');
    const lobby = channels.find(({ name }) => name === 'incidents')?.id ?? '';
    const all = await told('oncall', lobby);
    expect(all).toMatch(/^Who is on call for .*Support bot/);
    const one = await told('on-call support-bot', lobby);
    expect(one).toMatch(
      /Ana Lima.* · 5 min to acknowledge.*Ben Okafor.*Finn Berg.* · 10 min to acknowledge/s,
    );
    expect(one).not.toMatch(/Refund/);
    expect(await told('oncall suport-bot', lobby)).toMatch(
      /There is no system called suport-bot\. Did you mean support-bot\?/,
    );
    expect(await story.news('incidents')).toEqual([]);
  });
});
