import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { minute } from '../../src/domain/time.ts';
import { mayLog } from '../support/log.ts';
import { type Story, slack, tellStory } from '../support/story.ts';

let story: Story;
let channel: string;
beforeEach(async () => {
  story = await tellStory();
  channel = await story.begin();
});
afterEach(() => story.close());

const text = (pattern: RegExp) => expect.stringMatching(pattern);

async function acknowledge(): Promise<void> {
  await story.people.command(slack.ana, channel, 'ack');
  await story.news('inc-');
  await story.pages();
}

async function back(): Promise<void> {
  await story.faults({ down: false, proxy: false, errorShare: 0 });
  for (let n = 0; n < 5; n += 1) await story.later(30_000);
}

async function chatCheck(): Promise<{ ok: boolean; findings: string[] }> {
  const answer = (await (await fetch(`${story.url}/readyz`)).json()) as {
    checks: { name: string; ok: boolean; findings: string[] }[];
  };
  return answer.checks.find(({ name }) => name === 'chat') ?? { ok: false, findings: ['no check'] };
}

describe.each([
  ['answers 503', { down: true }],
  ['is hidden by a proxy that answers with a page of its own', { proxy: true }],
])('Slack %s for twenty minutes', (_, faults) => {
  it('says first what was late and by how long, leaves out what would mislead, and keeps the order', async () => {
    mayLog(/^warn /);
    await acknowledge();
    await story.later(23 * minute);
    await story.faults(faults);
    // The reminder of 14:34, the deadline of 14:40, and twelve minutes more.
    await story.later(minute);
    for (let n = 0; n < 19; n += 1) await story.later(minute);
    expect(await story.news('inc-')).toEqual([]);
    expect(await story.news('support-leadership')).toEqual([]);
    const down = await chatCheck();
    expect(down).toMatchObject({ ok: false });
    expect(down.findings[0]).toMatch(
      /^Slack has taken nothing since 14:\d\d UTC \(\d+ min\): .*\d+ messages wait; pages go by the other ways\.$/,
    );

    await back();
    const room = await story.news('inc-');
    expect(room[0]).toMatch(
      /^\d+ min late\. airb could not post here from 14:\d\d UTC to 1\d:\d\d UTC\. Slack answered .*messages? (?:is|are) left out\. \d messages? follows?, each with the time it is from\.$/,
    );
    // In the order in which it happened, each with the time it is from.
    const [first, second] = room.slice(1);
    expect(first).toMatch(/^\d+ min late\. It is from 14:4\d UTC\. Escalated, business: /);
    expect(second).toMatch(
      /^\d+ min late\. It is from 14:4\d UTC; stakeholders who read this chat hear as late\. No update/,
    );
    expect(room.join('\n')).not.toMatch(/is due at 14:4\d UTC, in/);
    const account = (await story.room()).messages.find(({ text: one }) => one === room[0]);
    const listed = JSON.stringify(account?.blocks);
    expect(listed).toMatch(/the reminder that an update was due at .*that time has passed/);
    expect(await story.news('@U01CHLOE')).toEqual([
      text(/late\. airb could not post here .* 1 message is left out\. 1 message follows/),
      text(/^\d+ min late\. It is from 14:4\d UTC\. Chloe.*due at 14:4\d UTC has not come\./),
    ]);
    expect(await story.news('support-leadership')).toEqual([
      text(/^\d+ min late\. It was promised for 14:4\d UTC\. .*Automatic status/),
    ]);
    // The rungs of the update that is missing; whether the third comes before the chat does is a matter of seconds.
    await story.news('@U01BEN');
    await story.news('@U01FINN');
    await story.news('@U01EVA');
    expect(await chatCheck()).toMatchObject({ ok: true });
  });
});
