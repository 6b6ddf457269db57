import { describe, expect, it } from 'vitest';
import { minute, second } from '../../src/domain/time.ts';
import { slack, tellStory } from '../support/story.ts';
import { until } from '../support/until.ts';

type Homes = Record<string, { body: { blocks: unknown[] } }>;

async function homeOf(story: Awaited<ReturnType<typeof tellStory>>, who: string): Promise<string> {
  const { homes } = (await story.dump('homes')) as unknown as { homes: Homes };
  return JSON.stringify(homes[who]?.body.blocks ?? []);
}

describe('a home that is open', () => {
  it('follows what happens, for those who opened theirs and for nobody else', async () => {
    const story = await tellStory();
    // 14:10 Ana looks at her home: nothing is there.
    await story.people.act({ as: slack.ana, type: 'home' });
    await until('an empty home', async () =>
      (await homeOf(story, slack.ana)).includes('Nothing waits for you'),
    );
    // 14:10 the alert comes; she is paged.
    await story.begin();
    await story.later(10 * second);
    const paged = await homeOf(story, slack.ana);
    expect(paged).toContain('You are paged');
    expect(paged).toContain('2 things to know of; 1 waits for you now.');
    expect(await homeOf(story, slack.ben)).toBe('[]');
    // 14:11 she acknowledges from outside the channel, and is answered there.
    const answer = () => story.people.command(slack.ana, 'C01GEN', '#1 ack');
    expect(await story.privately(slack.ana, answer)).toMatch(/^Done in INC-1; its channel says/);
    await story.later(10 * second);
    expect(await homeOf(story, slack.ana)).not.toContain('You are paged');
    // 14:41 the update is late; nothing happened but time.
    expect(await homeOf(story, slack.ana)).not.toContain('late');
    await story.later(31 * minute);
    await story.later(10 * second);
    expect(await homeOf(story, slack.ana)).toContain('late');
    for (const place of [
      'inc-',
      'incidents',
      '@U01ANA',
      '@U01BEN',
      '@U01CHLOE',
      '@U01EVA',
      'support-leadership',
    ])
      await story.news(place);
    await story.pages();
    await story.close();
  });

  it('has the same as a page for whoever reads on the web', async () => {
    const story = await tellStory();
    await story.begin();
    const page = await (await fetch(`${story.url}/home/ana`)).text();
    expect(page).toContain('2 things for Ana Lima, 1 to do now');
    expect(page).toContain('Paged, not answered');
    expect((await fetch(`${story.url}/home/nobody`)).status).toBe(404);
    const chosen = await fetch(`${story.url}/home?person=ben`, { redirect: 'manual' });
    expect([chosen.status, chosen.headers.get('location')]).toEqual([303, '/home/ben']);
    await story.close();
  });
});
