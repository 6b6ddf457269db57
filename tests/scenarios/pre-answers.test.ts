import { afterEach, describe, expect, it } from 'vitest';
import { type Story, slack, tellStory } from '../support/story.ts';

let story: Story;
afterEach(() => story.close());

/** What the diagnosis shows now, as one string. */
async function shown(): Promise<string> {
  await story.settle();
  const { messages } = await story.room();
  const message = messages.find(({ metadata }) => metadata?.event_payload.key?.endsWith(':diagnosis'));
  return JSON.stringify(message?.blocks ?? []);
}

describe('airb reads the answers that signals and changes can give', () => {
  it('shows each with its number and one press, and the record says who agreed to what', async () => {
    story = await tellStory();
    const channel = await story.begin();
    await story.people.command(slack.ana, channel, 'ack');
    expect(await story.pages()).toEqual(['acknowledge airb-1-step-0']);
    await story.news('inc-');
    // Whether they should have been refused is for people to say; airb reads nothing of it and offers nothing.
    await story.people.press(slack.ana, channel, 'diagnosis.answer', '1|ought-to|ordinary');
    expect(await shown()).toMatch(
      /airb reads.*Refusals 19 % \(normal 4 %\), above 1\.5 × normal.*Answers the guardrail blocks .*below 1\.3 × normal.*The model wrote it\?.*Agree: The model wrote it/s,
    );

    await story.people.press(slack.ana, channel, 'diagnosis.answer', '1|who-said-no|model|agree');
    expect(await shown()).toMatch(/✓ Did the guardrail say no.*The model wrote it.*agreed by Ana/s);
    await story.people.press(slack.ana, channel, 'diagnosis.answer', '1|its-words|a-rule');
    expect(await shown()).toMatch(/airb reads.*prompt v6 → v7, \d+ min before the start/s);

    // A reading of ten minutes ago is no answer; a change that was told stays one.
    await story.people.command(slack.ana, channel, 'diagnose agree');
    await story.news('inc-');
    expect(await story.api('/incidents/1')).toMatchObject({
      category: { category: 'prompt', by: 'Ana Lima' },
      diagnosis: {
        path: [
          { answer: 'ordinary', agreed: false, read: null },
          {
            answer: 'model',
            agreed: true,
            read: { answer: 'model', facts: [expect.stringMatching(/^Refusals 19 %/), expect.anything()] },
          },
          { answer: 'a-rule', agreed: false },
          { answer: 'changed', agreed: true },
        ],
        cause: { id: 'prompt' },
      },
    });
    expect(await shown()).toMatch(/Mitigation: roll back prompt.*Instead:.*roll back index/s);
  });

  it('reads again instead of taking a press on an old reading', async () => {
    story = await tellStory();
    const channel = await story.begin();
    await story.people.command(slack.ana, channel, 'ack');
    expect(await story.pages()).toEqual(['acknowledge airb-1-step-0']);
    await story.people.press(slack.ana, channel, 'diagnosis.answer', '1|ought-to|ordinary');
    await story.news('inc-');
    await story.later(12 * 60_000);
    const told = await story.privately(slack.ana, () =>
      story.people.press(slack.ana, channel, 'diagnosis.answer', '1|who-said-no|model|agree'),
    );
    expect(told).toMatch(/too old to agree to\. It reads again now/);
    expect(await shown()).toMatch(/Did the guardrail say no.*Agree: The model wrote it/s);
    expect((await story.news('inc-')).join()).toMatch(/Signals at 14:2\d UTC/);
    await story.people.press(slack.ana, channel, 'diagnosis.answer', '1|who-said-no|model|agree');
    expect(await shown()).toMatch(/What reason does the model give/);
  });
});
