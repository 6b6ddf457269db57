import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minute } from '../../src/domain/time.ts';
import { expectLog, mayLog } from '../support/log.ts';
import { type Story, slack, tellStory } from '../support/story.ts';

let story: Story;
beforeEach(async () => {
  story = await tellStory();
});
afterEach(() => story.close());

const text = (pattern: RegExp) => expect.stringMatching(pattern);

describe('Slack is down when the alert comes', () => {
  it('pages meanwhile; afterwards everything arrives once and in order', async () => {
    expectLog(/^warn Slack answered .* with HTTP 503/);
    await story.faults({ down: true });
    await story.people.fire('support-bot');
    await story.later(minute);
    expect(await story.pages()).toEqual(['trigger airb-1-step-0']);
    await story.later(3 * minute);
    await story.later(2 * minute);
    expect(await story.pages()).toEqual(['trigger airb-1-step-1']);
    expect((await story.dump()).channels.filter(({ name }) => name.startsWith('inc-'))).toEqual([]);

    await story.faults({ down: false });
    for (let n = 0; n < 4; n += 1) await story.later(30_000);
    const channel = await story.room();
    const said = await story.news('inc-');
    const slots = said.filter((one) => one.startsWith('['));
    expect(slots).toEqual(['[card]', '[checklist]']);
    const words = said.filter((one) => !one.startsWith('['));
    expect(words).toEqual([
      text(/^\d min late\. airb could not post here from 14:1\d UTC to 14:1\d UTC\. 2 messages follow/),
      text(/^\d min late\. It is from 14:1\d UTC\. Signals at 14:1\d UTC/),
      text(/^\d min late\. It is from 14:1\d UTC\. Ana.* did not acknowledge.*Dev.* paged now/),
    ]);
    expect(await story.news('incidents')).toEqual(['[announcement]']);
    expect(await story.news('@U01ANA')).toEqual(['[page:0:ana]']);
    expect(await story.news('@U01DEV')).toEqual(['[page:1:dev]']);
    const late = (role: string) =>
      text(new RegExp(String.raw`^\d min late\. It is from 14:1\d UTC\. You are ${role} `));
    expect(await story.news('@U01BEN')).toEqual([late('commander')]);
    expect(await story.news('@U01CHLOE')).toEqual([late('communications')]);
    await story.people.command(slack.ana, channel.id, 'ack');
    expect((await story.news('inc-')).filter((one) => one.includes('acknowledged after'))).toHaveLength(1);
    expect(await story.pages()).toEqual(['acknowledge airb-1-step-0', 'acknowledge airb-1-step-1']);
  });
});

describe('Slack loses every second answer', () => {
  it('says nothing twice', async () => {
    mayLog(/^warn could not mark the channel as ours .*UND_ERR_SOCKET/);
    expectLog(/^warn Slack gave no answer to .*UND_ERR_SOCKET/, /^warn http request failed/);
    await story.faults({ lostShare: 0.5 });
    await story.people.fire('support-bot');
    for (let n = 0; n < 3; n += 1) await story.later(20_000);
    await story.faults({ lostShare: 0 });
    // Whatever was lost again and again waits at most two minutes by now.
    for (let n = 0; n < 8; n += 1) await story.later(20_000);
    const { channels } = await story.dump();
    expect(channels.filter(({ name }) => name.startsWith('inc-'))).toHaveLength(1);
    const unique = (said: string[], place: string) => expect(said.length, place).toBe(new Set(said).size);
    for (const place of ['inc-', 'incidents', '@U01ANA']) {
      const said = await story.news(place);
      unique(said, place);
      expect(said.length, place).toBeGreaterThan(0);
    }
    // Who commands and who writes was told at the opening; it stands out where it came late, which is up to what was lost.
    for (const place of ['@U01BEN', '@U01CHLOE']) unique(await story.news(place), place);
    expect(await story.pages()).toEqual(['trigger airb-1-step-0']);
  });
});
