import { afterEach, describe, expect, it } from 'vitest';
import { sourceSecret } from '../support/app.ts';
import { type Story, slack, tellStory } from '../support/story.ts';

let story: Story;
afterEach(() => story.close());

/** What `/airb …` tells this person alone. */
const told = (who: string, channel: string, words: string) =>
  story.privately(who, () => story.people.command(who, channel, words));

async function incidentsChannel(): Promise<string> {
  const { channels } = await story.dump('channels');
  return channels.find(({ name }) => name === 'incidents')?.id ?? '';
}

describe('somebody asks how ready the systems are', () => {
  it('hears it alone, everywhere, also before the first incident', async () => {
    story = await tellStory();
    const lobby = await incidentsChannel();
    const all = await told(slack.ana, lobby, 'readiness');
    expect(all).toMatch(/^Readiness: .*support-bot \d+.* of 100/);
    expect(all).toMatch(/Close these first/);
    expect(all).toMatch(/the log has no incident since 2024-08-21/);
    expect(all).toContain(`${story.url}/readiness`);
    expect(await told(slack.ana, lobby, 'readiness Support-Bot')).toMatch(
      /^support-bot is ready to \d+ of 100/,
    );
    expect(await story.news('incidents')).toEqual([]);
  });

  it('and who mistypes hears what was meant', async () => {
    story = await tellStory();
    const lobby = await incidentsChannel();
    expect(await told(slack.ana, lobby, 'readiness suport-bot')).toMatch(
      /There is no system called suport-bot\. Did you mean support-bot\?/,
    );
    expect(await told(slack.ana, lobby, 'readynes')).toMatch(
      /There is no command “readynes”\. Did you mean “readiness”\?/,
    );
    expect(await told(slack.ana, lobby, 'readiness support-bot now')).toMatch(
      /Name one system.* Usage: \/airb readiness \[&lt;system&gt;\|all\]/,
    );
  });

  it('in the channel of an incident it is that of its system, and a measured rollback there is evidence', async () => {
    story = await tellStory();
    await story.people.fire('support-bot');
    expect(await story.news('inc-')).toContain('[card]');
    await story.news('incidents');
    await story.news('@U01ANA');
    const channel = (await story.room()).id;
    await story.people.command(slack.ana, channel, 'ack');
    const before = await told(slack.ana, channel, 'readiness');
    expect(before).toMatch(/^support-bot is ready to \d+ of 100/);
    expect(before).toMatch(/First: Signals seen to answer\. .*A tested way to run degraded/);
    await story.people.press(slack.ana, channel, 'rollback.open', '1|prompt');
    await story.people.submit(slack.ana, {
      override: 'users are refused now',
      reason: 'it changed 40 min before',
    });
    await story.settle();
    await story.people.press(slack.ben, channel, 'rollback.approve', '1|r1');
    await story.settle();
    await story.later(6 * 60_000);
    expect(await story.calls()).toEqual(['prompt → prompt-v6 200']);
    const after = await told(slack.ana, channel, 'readiness');
    expect(after).toMatch(/Recent practice.*Met:.*A tested way to run degraded/s);
    expect(after).toMatch(/1 incident since/);
    expect(await told(slack.ana, channel, 'readiness all')).toMatch(/^Readiness: /);
    await story.news('inc-');
    await story.pages();
  });

  it('does not learn of a private incident by it', async () => {
    story = await tellStory([], { AIRB_GENERIC_SECRET: sourceSecret });
    const alert = {
      title: 'Personal data in answers',
      system: 'support-bot',
      failure: 'data-exposure',
      id: 'leak-1',
    };
    expect((await story.post('/alerts/generic', alert, sourceSecret)).status).toBe(202);
    await story.settle();
    expect(await story.api('/incidents/1')).toMatchObject({ private: true, system: 'support-bot' });
    const heard = await told(slack.ana, await incidentsChannel(), 'readiness support-bot');
    expect(heard).toMatch(/the log has no incident of it since 2024-08-21\./);
    expect(heard).not.toContain('private');
    expect(heard).not.toContain('INC-1');
    const { log } = await story.api<{ log: object }>('/readiness/support-bot');
    expect(log).toMatchObject({ incidents: 1 });
    for (const place of ['inc-', 'incidents', '@U01ANA']) await story.news(place);
    await story.pages();
  });
});
