import { afterEach, describe, expect, it } from 'vitest';
import { day, minute } from '../../src/domain/time.ts';
import { expectLog } from '../support/log.ts';
import { type Story, slack, tellStory } from '../support/story.ts';

let story: Story;
afterEach(() => story.close());

const told = (who: string, channel: string, words: string) =>
  story.privately(who, () => story.people.command(who, channel, words));

/** Opens a second incident, of another system, and hears what an opening says. */
async function second(words = 'declare system:checkout sev3 answers are cut off'): Promise<string> {
  const channel = (await story.room()).id;
  await told(slack.ana, channel, words);
  await story.settle();
  const { channels } = await story.dump('channels');
  for (const place of ['-2-', 'incidents', 'support-leadership', '@U01ANA', '@U01BEN', '@U01DEV', '@U01EVA'])
    await story.news(place);
  await story.pages();
  return channels.find(({ name }) => name.includes('-2-'))?.id ?? '';
}

describe('two incidents that are one', () => {
  it('go on as the survivor: the other one says where, and a new alert of it arrives there', async () => {
    story = await tellStory();
    const first = await story.begin();
    const other = await second();
    expect(other).not.toBe('');
    await story.people.command(slack.ana, first, 'note the index was rebuilt');
    await story.people.command(slack.ana, first, 'evidence failing prompt: “How do I cancel?” was refused');
    await story.settle();
    await story.news('-1-');

    expect(await told(slack.ana, first, '#99 status')).toContain('There is no incident #99.');
    expect(await told(slack.ana, first, 'merge into #99')).toContain('There is no incident #99.');
    expect(await told(slack.ana, first, 'merge into #2 same index')).toContain('INC-1 goes on as INC-2.');
    await story.settle();
    expect((await story.news('-1-')).join('\n')).toMatch(
      /Merged into INC-2 by .*: same index\. Its pages are called off/,
    );
    expect((await story.news('-2-')).join('\n')).toMatch(/INC-1 goes on here .*It brings one alert/);
    // Whoever heard of the survivor alone hears why it is worse now, and nothing of the other one's end.
    for (const place of ['finance-', 'legal-'])
      expect(await story.news(place)).toEqual(['INC-2: SEV3 → SEV2. INC-1, merged into this one, was sev2.']);
    expect(await story.pages()).toContainEqual(expect.stringMatching(/^resolve airb-1/));
    expect(await story.api('/incidents/1')).toMatchObject({ phase: 'merged', number: 1 });
    const survivor = await story.api<{ alerts: unknown[] }>('/incidents/2');
    expect(survivor.alerts).toHaveLength(1);

    // The other way round now would be a ring.
    expect(await told(slack.ana, other, 'merge into #1')).toContain('INC-1 is already merged');
    // Whatever belonged to the first arrives at the survivor, another fingerprint of it too.
    await story.people.fire('support-bot');
    await story.settle();
    expect(await story.api('/incidents')).toMatchObject({ incidents: [{ number: 2 }, { number: 1 }] });
    for (const place of ['-1-', '-2-', 'incidents', 'support-leadership', '@U01ANA', '@U01BEN', '@U01DEV'])
      await story.news(place);
    await story.pages();
  });
});

describe('an incident that is called something else', () => {
  it('has the new title on its card and in its topic, and the old one on record', async () => {
    story = await tellStory();
    const channel = await story.begin();
    await story.people.command(slack.ana, channel, 'rename Billing questions <!channel> are refused');
    await story.settle();
    const said = (await story.news('inc-')).join('\n');
    expect(said).toMatch(/renamed INC-1: /);
    expect(said).not.toContain('<!channel>');
    expect((await story.room()).topic).toContain('Billing questions');
    expect((await story.room()).name).toMatch(/^inc-20250217-1-support-bot-billing-questions/);
    expect(JSON.stringify(await story.api('/incidents/1/timeline'))).toMatch(
      /-refusal-spike is called #inc-/,
    );
    expect(await story.api('/incidents/1')).toMatchObject({ title: expect.stringContaining('Billing') });
    for (const place of ['incidents', '@U01ANA']) await story.news(place);
  });
});

describe('another runbook', () => {
  it('replaces the checklist, says what stays, and is asked about when nobody knows its name', async () => {
    story = await tellStory();
    const channel = await story.begin();
    expect(await told(slack.ana, channel, 'runbook no-such-thing')).toContain('There is no runbook');
    const before = await story.api<{ runbook: { id: string } }>('/incidents/1');
    await story.people.command(slack.ana, channel, 'runbook ai-triage nobody knows the cause');
    await story.settle();
    const after = await story.api<{ runbook: { id: string } }>('/incidents/1');
    expect(before.runbook.id).not.toBe(after.runbook.id);
    expect(after.runbook.id).toBe('ai-triage');
    expect((await story.news('inc-')).join('\n')).toMatch(/The runbook is .* now .*nobody knows the cause/);
    for (const place of ['incidents', '@U01ANA']) await story.news(place);
    await story.pages();
  });
});

describe('a message of any channel', () => {
  it('declares: its first line is the title, and the system it names is chosen', async () => {
    story = await tellStory();
    const { channels } = await story.dump('channels');
    const channel = channels.find(({ name }) => name === 'support-leadership')?.id ?? '';
    const text = 'support-bot tells people to call a number that is not ours\nthree customers wrote';
    await story.people.act({ as: slack.chloe, type: 'say', channel, text });
    const ts = (await story.people.messages(channel)).at(-1)?.ts ?? '';
    await story.people.act({
      as: slack.chloe,
      type: 'shortcut',
      callbackId: 'airb_declare_from',
      channel,
      ts,
    });
    await story.people.submit(slack.chloe, {});
    await story.settle();
    expect(await story.api('/incidents/1')).toMatchObject({
      system: 'support-bot',
      title: 'support-bot tells people to call a number that is not ours',
      severity: 'sev3',
    });
    for (const place of ['inc-', '-1-', 'incidents', '@U01ANA', '@U01BEN', '@U01CHLOE', '@U01DEV'])
      await story.news(place);
    await story.pages();
  });
});

describe('the channel of an incident that is over', () => {
  it('is archived when nobody needs it any more, and is there again when the incident is reopened', async () => {
    const archives = { file: 'organization.yaml', change: (text: string) => `archiveAfter: 14d\n${text}` };
    story = await tellStory([archives]);
    const channel = await story.begin();
    await story.people.command(slack.ana, channel, 'cancel a load test');
    await story.people.submit(slack.ana, {}).catch(() => undefined);
    await story.settle();
    await story.later(13 * day);
    const archived = async () =>
      (await story.dump('channels')).channels.find(({ id }) => id === channel)?.archived === true;
    expect(await archived()).toBe(false);
    await story.later(2 * day);
    expect(await archived()).toBe(true);
    expect(JSON.stringify(await story.api('/incidents/1/timeline'))).toContain('archived');
    for (const place of ['inc-', 'support-leadership']) await story.news(place);
    expect(await story.pages()).toEqual(['resolve airb-1-step-0']);

    expectLog(/^warn .*archived/);
    const elsewhere =
      (await story.dump('channels')).channels.find(({ name }) => name === 'incidents')?.id ?? '';
    await told(slack.ben, elsewhere, '#1 reopen it is back');
    await story.later(minute);
    expect(await archived()).toBe(false);
    expect((await story.news('inc-')).join('\n')).toMatch(/it is back/);
    for (const place of ['incidents', 'support-leadership', '@U01ANA', '@U01BEN', '@U01CHLOE'])
      await story.news(place);
    await story.pages();
  });
});
