import { afterEach, describe, expect, it } from 'vitest';
import { type Story, slack, tellStory } from '../support/story.ts';

let story: Story;
afterEach(() => story.close());

/** What stands in the direct message of somebody, newest last: the text, and the labels of its buttons. */
async function direct(who: string) {
  const { channels } = (await story.dump('channels')) as unknown as {
    channels: { kind: string; id: string; members: string[]; messages: Message[] }[];
  };
  const dm = channels.find(({ kind, members }) => kind === 'dm' && members.includes(who));
  const asked = (dm?.messages ?? []).filter(({ metadata }) =>
    String(metadata?.event_payload?.key).includes(':approval:'),
  );
  return asked.map(({ text, blocks = [] }) => ({
    text,
    all: JSON.stringify(blocks),
    buttons: blocks.flatMap(({ elements = [] }) => elements.flatMap(({ text: label }) => label?.text ?? [])),
    channel: dm?.id ?? '',
  }));
}

interface Message {
  text: string;
  metadata?: { event_payload?: { key?: string } };
  blocks?: { elements?: { text?: { text?: string } }[] }[];
}

async function asked(who = slack.ana): Promise<string> {
  story = await tellStory([
    {
      file: 'library/governance/refusal-spike.yaml',
      change: (yaml) =>
        yaml.replace(
          /\nevidence:\n(?: .*\n)+/,
          '\nevidence:\n  - { id: alert, title: The alert, source: automatic }\n',
        ),
    },
  ]);
  const channel = await story.begin();
  await story.people.command(slack.ana, channel, 'ack');
  await story.people.command(slack.ana, channel, 'severity sev2 paid traffic affected');
  await story.news('support-leadership');
  await story.people.command(who, channel, 'rollback prompt because refusals followed it');
  await story.settle();
  return channel;
}

/** Hears what was said in the room, so that the story may end. */
async function heard(): Promise<string> {
  const said = await story.news('inc-');
  await story.news('incidents');
  await story.pages();
  await story.calls();
  for (const who of [slack.ana, slack.ben]) await story.news(`@${who}`);
  return said.join('\n');
}

describe('whoever may approve', () => {
  it('is invited and asked in one message of their own: what, why, dry run, and who is missing', async () => {
    const channel = await asked();
    const [message, ...others] = await direct(slack.ben);
    expect(others).toEqual([]);
    expect(message?.text).toMatch(
      /^SEV2 support-bot.* — Ana asks for your approval: rollback of prompt v7 → v6\./,
    );
    expect(message?.all).toContain('Refusals 19 % (normal 4 %)');
    expect(message?.all).toContain('refusals followed it');
    expect(message?.all).toContain('the target would accept it. HTTP 200.');
    expect(message?.text).toMatch(/1 approval is missing; you, Finn and Hugo may give one\./);
    expect(message?.buttons).toEqual(['Approve', 'Decline…']);
    expect((await story.room()).members).toEqual(expect.arrayContaining([slack.ben]));
    expect(await direct(slack.ana)).toEqual([]);
    expect(channel).toBeTruthy();
    await heard();
  });

  it('approves there, and the same message of everybody says so and has no button left', async () => {
    await asked();
    const [message] = await direct(slack.ben);
    await story.people.press(slack.ben, message?.channel ?? '', 'rollback.approve', '1|r1');
    await story.settle();
    const [after] = await direct(slack.ben);
    expect(after?.text).toContain(
      'Approved by you. Nothing is left to do here; the channel tells how it goes.',
    );
    expect(after?.buttons).toEqual([]);
    const room = await story.api<{ rollbacks: { status: string }[] }>('/incidents/1');
    expect(room.rollbacks[0]?.status).toBe('applied');
    await heard();
  });

  it('has no button either once it is declined', async () => {
    const channel = await asked();
    await story.people.press(slack.ben, channel, 'rollback.decline', '1|r1');
    await story.people.submit(slack.ben, { reason: 'the index is likelier' });
    await story.settle();
    const [after] = await direct(slack.ben);
    expect(after?.text).toContain('Declined; nothing was changed.');
    expect(after?.buttons).toEqual([]);
    await heard();
  });

  it('asks for a rollback of their own, and nothing runs before they saw the dry run', async () => {
    const channel = await asked(slack.ben);
    expect((await story.calls()).filter((call) => !/dry/i.test(call))).toEqual([]);
    const [message] = await direct(slack.ben);
    expect(message?.text).toContain('your own approval starts it: rollback of prompt');
    expect(message?.all).toContain('the target would accept it');
    await story.people.command(slack.ben, channel, 'approve prompt');
    await story.settle();
    expect((await direct(slack.ben))[0]?.buttons).toEqual([]);
    await heard();
  });
});
