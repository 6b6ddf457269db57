import { afterEach, describe, expect, it } from 'vitest';
import { type Story, slack, tellStory } from '../support/story.ts';

let story: Story;
afterEach(() => story.close());

describe('an incident that was called over', () => {
  it('is opened again by a word: it pages, says so to whoever heard of the end, and goes on in its channel', async () => {
    story = await tellStory();
    const channel = await story.begin();
    await story.people.command(slack.ana, channel, 'ack');
    await story.people.command(slack.ben, channel, 'category prompt v7 is stricter');
    await story.people.command(slack.ben, channel, 'resolve override users say it works');
    await story.settle();
    for (const place of ['inc-', 'incidents', 'support-leadership', 'customer-support', '@U01ANA', '@U01BEN'])
      await story.news(place);
    await story.pages();

    const late = await story.privately(slack.ana, () => story.people.command(slack.ana, channel, 'verify'));
    expect(late).toContain('INC-1 is already resolved. Notes, evidence and the postmortem go on.');
    await story.people.command(slack.ana, channel, 'reopen refusals rise again, says @channel');
    await story.settle();

    const said = (await story.news('inc-')).join('\n');
    expect(said).toMatch(/INC-1 is open again, says .*: refusals rise again/);
    expect(said).not.toContain('<!channel>');
    const leadership = (await story.news('support-leadership')).join('\n');
    expect(leadership).toMatch(
      /INC-1 is open again: We said that Support bot works again\. It does not, since/,
    );
    expect(leadership).not.toContain('refusals rise again');
    expect((await story.news('@U01ANA')).join('\n')).toContain('INC-1 is open again');
    expect(await story.pages()).toContainEqual(expect.stringMatching(/^trigger/));
    expect(await story.api('/incidents/1')).toMatchObject({ phase: 'mitigating' });
    for (const place of ['incidents', 'customer-support', '@U01BEN']) await story.news(place);
  });
});
