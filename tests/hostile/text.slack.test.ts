import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RoomRef } from '../../src/domain/refs.ts';
import { minute } from '../../src/domain/time.ts';
import { openWorkspace, type Workspace } from '../chat/slack/support/workspace.ts';
import { elements } from '../support/block-elements.ts';
import { cardOf } from '../support/hostile-card.ts';
import { hostileTexts, steering } from '../support/hostile-texts.ts';

let workspace: Workspace;
let room: RoomRef;
beforeAll(async () => {
  workspace = await openWorkspace();
  ({ room } = await workspace.slack.openRoom({ name: 'inc-1', private: false, marker: 'airb:1' }));
});
// Slack's rate limits are not what is tried here.
beforeEach(() => workspace.clock.advance(minute));
afterAll(() => workspace.close());

const channel = () => {
  const found = workspace.sandbox.dump().channels.find(({ id }) => `slack:${id}` === room);
  if (!found) throw new Error('no room');
  return found;
};

/** Tokens of mrkdwn that Slack would act on; the only link that was meant is left out. */
function tokensIn(text: string): string[] {
  return (text.match(/<[^>]*>?/g) ?? []).filter((token) => !token.startsWith('<https://runbooks.example/x|'));
}

function expectText(drawn: { text: string; blocks: unknown[] }): void {
  expect(tokensIn(drawn.text)).toEqual([]);
  const all = elements(drawn.blocks);
  for (const { type, text } of all)
    if (type === 'mrkdwn') {
      expect(tokensIn(String(text))).toEqual([]);
      // Slack draws no emoji inside code.
      expect(String(text).replace(/`[^`]*`/g, '')).not.toMatch(/(?:^|\s):[a-z+_]+\d?:/);
    }
  const acting = ['user', 'usergroup', 'broadcast', 'channel', 'emoji', 'date', 'image'];
  expect(all.flatMap(({ type }) => (type && acting.includes(type) ? [type] : []))).toEqual([]);
  expect(all.flatMap(({ url }) => (url === undefined ? [] : [new URL(url).host]))).not.toContain(
    'evil.example',
  );
  expect(
    JSON.parse(JSON.stringify(all)).flatMap(({ emoji }: { emoji?: boolean }) => emoji ?? []),
  ).not.toContain(true);
  for (const text of [drawn.text, ...all.map((one) => one.text)])
    if (typeof text === 'string') expect(text).not.toMatch(steering);
}

describe.each(hostileTexts)('%s', (_, text) => {
  const [id = ''] = text.split(' ');

  it('are text in the topic of a channel', async () => {
    await workspace.slack.setTopic(room, text);
    const { topic } = channel();
    expect(topic).toMatch(/^evil\d+ /);
    expect(topic).not.toMatch(/[<>]/);
    expect(topic).not.toMatch(steering);
    expect(topic).not.toMatch(/(?:^|\s):[a-z+_]+\d?:/);
  });

  it('are text in a bookmark, and an address only where it is one', async () => {
    await workspace.slack.addLinks(room, [
      { title: text, url: text },
      { title: text, url: `https://runbooks.example/${id}` },
    ]);
    const { bookmarks } = channel();
    const added = bookmarks.filter(({ title }) => title.startsWith(`${id} `));
    expect(added.map(({ link }) => new URL(link).host)).toEqual(['runbooks.example']);
    for (const { title } of added) expect(title).not.toMatch(steering);
  });

  it('are text on a card, and in what a notification reads out', async () => {
    await workspace.slack.post({ room }, cardOf(text), `1.1.${id}`);
    const message = channel().messages.at(-1);
    expect(message?.text).toMatch(/^evil\d+/);
    expectText(message as { text: string; blocks: unknown[] });
  });

  it('are text in a direct message', async () => {
    await workspace.slack.post({ person: 'ana' }, cardOf(text), `1.2.${id}`);
    const dm = workspace.sandbox
      .dump()
      .channels.find(({ kind, members }) => kind === 'dm' && members.includes('U01ANA'));
    expectText(dm?.messages.at(-1) as { text: string; blocks: unknown[] });
  });

  it('are text in the title of a file', async () => {
    const file = { name: 'inc-1.md', title: text, bytes: Buffer.from('x') };
    await workspace.slack.upload({ room }, file as never, `1.3.${id}`);
    const title = workspace.sandbox.dump().files.at(-1)?.title ?? '';
    expect(title).toMatch(/^evil\d+/);
    expect(title).not.toMatch(steering);
  });
});

it('a text without end is cut on every surface', async () => {
  for (const text of ['<'.repeat(40_000), '&*_'.repeat(15_000), '\ud83d\ude00'.repeat(20_000)]) {
    workspace.clock.advance(minute);
    await workspace.slack.setTopic(room, text);
    expect(channel().topic.length).toBeLessThanOrEqual(250);
    expect(channel().topic).not.toMatch(/&(?!amp;|lt;|gt;)/);
    await workspace.slack.post({ room }, cardOf(text), `1.4.${text.slice(0, 3)}`);
    const message = channel().messages.at(-1);
    expect(message?.text.length).toBeLessThanOrEqual(4000);
    expect(message?.text).not.toMatch(/&(?!amp;|lt;|gt;)/);
  }
});
