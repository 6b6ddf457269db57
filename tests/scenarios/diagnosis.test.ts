import { afterEach, describe, expect, it } from 'vitest';
import { type Story, slack, tellStory } from '../support/story.ts';

let story: Story;
afterEach(() => story.close());

const text = (pattern: RegExp) => expect.stringMatching(pattern);
async function answer(who: string, channel: string, check: string, name: string): Promise<void> {
  await story.settle();
  await story.people.press(who, channel, 'diagnosis.answer', `1|${check}|${name}`);
}

/** What the diagnosis shows now, as one string. */
async function shown(): Promise<string> {
  await story.settle();
  const { messages } = await story.room();
  const message = messages.find(({ metadata }) => metadata?.event_payload.key?.endsWith(':diagnosis'));
  return JSON.stringify(message?.blocks ?? []);
}

describe('the tree of the refusal spike is walked in the channel', () => {
  it('comes to the prompt, sets the category, and rolls the prompt back with one press', async () => {
    story = await tellStory();
    const channel = await story.begin();
    await story.people.command(slack.ana, channel, 'ack');
    await story.news('inc-');
    expect(await shown()).toMatch(/Should these requests have been refused\?.*No, ordinary questions/);

    await answer(slack.ana, channel, 'ought-to', 'ordinary');
    expect(await shown()).toMatch(/✓ Should these requests .*Ana.*Did the guardrail say no/);
    await story.people.act({ as: slack.dev, type: 'join', channel });
    const late = await story.privately(slack.dev, () =>
      story.people.command(slack.dev, channel, 'diagnose rightly'),
    );
    expect(late).toMatch(
      /is not an answer to .*Did the guardrail say no.*Choose from.*1 The model wrote it/s,
    );

    await story.people.command(slack.dev, channel, 'why the model wrote it');
    await answer(slack.ana, channel, 'its-words', 'a-rule');
    await answer(slack.ana, channel, 'prompt-changed', 'changed');
    const pointed = text(/^Diagnosis: it points at “.*prompt.*”, category prompt \(Ana\)/);
    expect(await story.news('inc-')).toEqual([pointed]);
    await story.people.command(slack.ben, channel, 'diagnose back');
    expect(await story.news('inc-')).toEqual([text(/^Ben took an answer back: .*no longer points at/)]);
    expect(await story.api('/incidents/1')).toMatchObject({ category: null });

    await answer(slack.ana, channel, 'prompt-changed', 'changed');
    expect(await story.news('inc-')).toEqual([pointed]);
    expect(await shown()).toMatch(/Mitigation: roll back prompt.*v7 → v6.*Roll back prompt…/);
    expect(await story.api('/incidents/1')).toMatchObject({
      category: { category: 'prompt', by: 'Ana Lima' },
      diagnosis: { check: null, cause: { id: 'prompt', by: 'Ana Lima' } },
      milestones: { diagnosed: expect.any(String) },
    });

    await story.people.press(slack.ana, channel, 'rollback.open', '1|prompt');
    await story.people.submit(slack.ana, { override: 'users are refused now' });
    expect(await story.news('inc-')).toContain('[action:r1]');
    expect(await shown()).toMatch(/rollback waits for approval/);
    expect(await story.api('/incidents/1')).toMatchObject({
      rollbacks: [{ part: 'prompt', reason: text(/^the diagnosis points at “/) }],
    });
    await story.people.press(slack.ben, channel, 'rollback.approve', '1|r1');
    await story.settle();
    expect(await shown()).toMatch(/roll back prompt.*rolled back/);
    expect(await story.calls()).toEqual(['prompt → prompt-v6 200']);
    await story.later(6 * 60_000);
    expect((await story.news('inc-')).at(-1)).toMatch(/Prompt v7 → v6 took effect/);
    expect(await story.pages()).toEqual(['acknowledge airb-1-step-0']);
  });

  it('shows where it stands to whoever asks, and to them alone', async () => {
    story = await tellStory();
    const channel = await story.begin();
    await story.people.act({ as: slack.eva, type: 'join', channel });
    const told = await story.privately(slack.eva, () => story.people.command(slack.eva, channel, 'diagnose'));
    expect(told).toMatch(/Diagnosis · question 1: Should these requests have been refused\?/);
    expect(await story.news('inc-')).toEqual([]);
  });

  it('counts one of two answers given at once, and the other hears whose it was', async () => {
    story = await tellStory();
    const channel = await story.begin();
    await story.people.command(slack.ana, channel, 'ack');
    expect(await story.pages()).toEqual(['acknowledge airb-1-step-0']);
    await story.people.act({ as: slack.dev, type: 'join', channel });
    await story.news('inc-');
    await Promise.all([
      answer(slack.ana, channel, 'ought-to', 'ordinary'),
      answer(slack.dev, channel, 'ought-to', 'rightly'),
    ]);
    const news = await story.news('inc-');
    const { path } = (
      await story.api<{ diagnosis: { path: { by: string; label: string }[] } }>('/incidents/1')
    ).diagnosis;
    expect(path).toHaveLength(1);
    const [first] = path;
    const second = first?.by === 'Ana Lima' ? slack.dev : slack.ana;
    expect(news.filter((one) => one.startsWith('@'))).toEqual([
      text(new RegExp(`^@${second} ${first?.by} answered that at 14:1\\d UTC: “${first?.label}”`)),
    ]);
  });
});
