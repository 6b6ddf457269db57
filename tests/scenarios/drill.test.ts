import { afterEach, describe, expect, it } from 'vitest';
import { type Story, slack, tellStory } from '../support/story.ts';

let story: Story;
afterEach(() => story.close());

/** The channel that people write in, by its name. */
async function channel(name: string): Promise<string> {
  const { channels } = await story.dump('channels');
  return channels.find((one) => one.name.startsWith(name))?.id ?? '';
}

describe('a drill in the chat', () => {
  it('is started by its form, joined and stopped by buttons, marked in all it says, and reaches nobody else', async () => {
    story = await tellStory();
    const { ana, ben, eva } = slack;
    const incidents = await channel('incidents');
    await story.people.command(ana, incidents, 'drill');
    await story.people.submit(ana, { scenario: 'support-bot' });
    await story.settle();
    const room = await channel('drill-20250217-1-support-bot');
    await story.people.act({ as: ben, type: 'join', channel: room });
    await story.people.press(ben, room, 'drill.join', '1');
    await story.people.command(ana, room, 'escalate business one in five is refused');
    const refused = await story.privately(ana, () => story.people.command(ana, room, 'merge into #1'));
    expect(refused).toMatch(/^EXERCISE · /);
    await story.people.command(ben, room, 'drill stop a real one began');
    await story.settle();

    const said = await story.news('drill-');
    expect(said.filter((text) => !text.startsWith('['))).toEqual([
      expect.stringMatching(/^EXERCISE · Signals at 14:1\d UTC: .*refusals 19 % \(normal 4 %\)/),
      expect.stringContaining('EXERCISE · Ben joined the drill'),
      expect.stringContaining('EXERCISE · Escalated, business: Eva Sato would be brought in.'),
      expect.stringMatching(/^EXERCISE · Not sent, because this is a drill: to .*\(direct message\)/),
      expect.stringMatching(/^EXERCISE · Drill stopped by Ben: a real one began\./),
      expect.stringMatching(/^EXERCISE · The drill is over: .*stopped, so it does not count/),
    ]);
    expect(await story.news(`@${ana}`)).toEqual(['[page:0:ana]']);
    expect(await story.news(`@${eva}`)).toEqual([]);
    expect(await story.news('incidents')).toEqual([]);
    const { targets, world, channels } = await story.dump('targets,world,channels');
    expect([targets, world.pages]).toEqual([[], []]);
    // A mention calls people; the room names Eva and mentions nobody but those who joined.
    expect(JSON.stringify(channels.find(({ id }) => id === room)?.messages)).not.toContain(eva);
    expect(channels.find(({ id }) => id === room)?.topic).toMatch(/^EXERCISE · /);
    expect(await story.api('/incidents/1')).toMatchObject({
      drill: true,
      title: expect.stringMatching(/^EXERCISE: /),
    });
  });
});
