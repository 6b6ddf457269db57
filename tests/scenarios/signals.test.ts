import { afterEach, describe, expect, it } from 'vitest';
import { expectLog } from '../support/log.ts';
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

  it('shows a picture with the same in words where the workspace refuses charts', async () => {
    expectLog(/^warn unsupported type: data_visualization/);
    story = await tellStory();
    await story.faults({ noCharts: true });
    const channel = await story.begin();
    await story.people.command(slack.ana, channel, 'signals');
    await story.settle();
    const [said] = await story.news('inc-');
    expect(said).toMatch(/^Signals at /);
    await story.later(3000);
    const pictures = await picturesIn(channel);
    expect(pictures.at(-1)).toMatchObject({
      name: 'inc-1-chart.png',
      alt: expect.stringMatching(/^Refusal.* out of range since .*normal 4 %/),
    });
    const bytes = Buffer.from(String(pictures.at(-1)?.base64), 'base64');
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    await story.news('inc-');
  });

  async function picturesIn(channel: string) {
    const { files } = (await story.dump('files')) as unknown as { files: Picture[] };
    return files.filter(
      ({ name, shared }) => /png$/.test(name) && shared.some((one) => one.channel === channel),
    );
  }
});

interface Picture {
  name: string;
  alt?: string;
  base64?: string;
  shared: { channel: string }[];
}
