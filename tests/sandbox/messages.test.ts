import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buttonBlocks, messages, type Rig, refusal, rig } from './support/rig.ts';

let r: Rig;
beforeEach(async () => {
  r = await rig();
});
afterEach(() => r.close());

const post = (more: Record<string, unknown>) =>
  r.slack.apiCall('chat.postMessage', { channel: 'C01INC', text: 'text', ...more });
const section = (text: string) => ({ type: 'section', text: { type: 'mrkdwn', text } });

describe('blocks are checked as Slack documents them', () => {
  it.each([
    [
      '51 blocks',
      Array(51).fill({ type: 'divider' }),
      'no more than 50 items allowed [json-pointer:/blocks]',
    ],
    ['a section of 3001', [section('x'.repeat(3001))], 'must be less than 3001 characters'],
    ['an empty section', [section('')], 'must be more than 0 characters'],
    ['an unknown block', [{ type: 'card' }], 'unsupported type: card'],
    [
      'an unknown element',
      [{ type: 'actions', elements: [{ type: 'knob', action_id: 'a' }] }],
      'unsupported type: knob',
    ],
    [
      'a header of 151',
      [{ type: 'header', text: { type: 'plain_text', text: 'x'.repeat(151) } }],
      'must be less than 151 characters',
    ],
    [
      'a formatted header',
      [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }],
      '[json-pointer:/blocks/0/text/type]',
    ],
    [
      'a button without action_id',
      [{ type: 'actions', elements: [button({ action_id: undefined })] }],
      'action_id',
    ],
    [
      'the same action_id twice',
      [{ type: 'actions', elements: [button(), button()] }],
      'action_id already exists: go',
    ],
    [
      'the same block_id twice',
      [
        { type: 'divider', block_id: 'b' },
        { type: 'divider', block_id: 'b' },
      ],
      'block_id already exists: b',
    ],
    [
      'a button label of 76',
      [{ type: 'actions', elements: [button({ text: { type: 'plain_text', text: 'x'.repeat(76) } })] }],
      'must be less than 76 characters',
    ],
    [
      'a button value of 2001',
      [{ type: 'actions', elements: [button({ value: 'x'.repeat(2001) })] }],
      'less than 2001',
    ],
    [
      '26 buttons in a row',
      [{ type: 'actions', elements: Array.from({ length: 26 }, (_, i) => button({ action_id: `a${i}` })) }],
      'no more than 25 items allowed',
    ],
    ['a field nobody knows', [{ type: 'divider', colour: 'red' }], 'invalid additional property: colour'],
    [
      '11 context elements',
      [{ type: 'context', elements: Array(11).fill({ type: 'mrkdwn', text: 'x' }) }],
      'no more than 10 items allowed',
    ],
    [
      'six overflow options',
      [
        {
          ...section('x'),
          accessory: {
            type: 'overflow',
            action_id: 'more',
            options: Array.from({ length: 6 }, (_, i) => ({
              text: { type: 'plain_text', text: 'o' },
              value: `${i}`,
            })),
          },
        },
      ],
      'no more than 5 items allowed',
    ],
    [
      'an alert outside a modal',
      [{ type: 'alert', text: { type: 'plain_text', text: 'x' } }],
      'unsupported type: alert',
    ],
  ])('refuses %s', async (_, blocks, sentence) => {
    expect(await refusal(post({ blocks }))).toBe('invalid_blocks');
    expect((await messages(post({ blocks }))).join()).toContain(sentence);
  });

  it('refuses blocks that are no list, more bytes than Slack takes, and a message without anything', async () => {
    expect(await refusal(post({ blocks: 'nonsense' }))).toBe('invalid_blocks_format');
    const heavy = Array.from({ length: 5 }, () => section('x'.repeat(2900)));
    expect(await refusal(post({ blocks: heavy }))).toBe('msg_blocks_too_long');
    expect(await refusal(post({ text: '' }))).toBe('no_text');
    expect(await refusal(post({ text: 'x'.repeat(40_001) }))).toBe('msg_too_long');
  });

  it('takes what is allowed, stores it unchanged and names each block', async () => {
    await post({ text: '*bold* <https://example.com|link>', blocks: [section('one'), ...buttonBlocks()] });
    const { messages: history } = await r.slack.conversations.history({ channel: 'C01INC', limit: 1 });
    expect(history?.[0]).toMatchObject({
      text: '*bold* <https://example.com|link>',
      user: 'UAIRB',
      bot_id: 'BAIRB',
    });
    expect(history?.[0]?.blocks?.map((b) => b.type)).toEqual(['section', 'actions']);
    expect(history?.[0]?.blocks?.every((b) => Boolean(b.block_id))).toBe(true);
  });
});

describe('changing and removing messages', () => {
  it('touches the own ones only', async () => {
    await r.act({ type: 'say', as: 'U01ANA', channel: 'C01INC', text: 'mine' });
    const ts = String(
      r.sandbox
        .dump()
        .channels.find((c) => c.id === 'C01INC')
        ?.messages.at(-1)?.ts,
    );
    const target = { channel: 'C01INC', ts };
    expect(await refusal(r.slack.chat.update({ ...target, text: 'x' }))).toBe('cant_update_message');
    expect(await refusal(r.slack.chat.delete(target))).toBe('cant_delete_message');
    expect(await refusal(r.slack.chat.update({ channel: 'C01INC', ts: '1.000001', text: 'x' }))).toBe(
      'message_not_found',
    );
  });

  it('drops the blocks when only text is given, and keeps metadata that is not', async () => {
    const metadata = { event_type: 'airb_step', event_payload: { key: '1.2.3' } };
    const { ts } = await r.slack.chat.postMessage({
      channel: 'C01INC',
      text: 'a',
      blocks: buttonBlocks(),
      metadata,
    });
    await r.slack.chat.update({ channel: 'C01INC', ts: String(ts), text: 'b' });
    const seen = (all: boolean) =>
      r.slack.conversations.history({ channel: 'C01INC', limit: 1, include_all_metadata: all });
    const [bare, full] = [await seen(false), await seen(true)];
    expect(full.messages?.[0]).toMatchObject({ text: 'b', metadata, edited: { user: 'UAIRB' } });
    expect(full.messages?.[0]?.blocks).toBeUndefined();
    expect(bare.messages?.[0]?.metadata).toEqual({ event_type: 'airb_step' });
    const long = { channel: 'C01INC', ts: String(ts), text: 'x'.repeat(4001) };
    expect(await refusal(r.slack.chat.update(long))).toBe('msg_too_long');
  });
});

describe('who may be written to', () => {
  it('is a channel the bot is in, or a person', async () => {
    await r.slack.conversations.create({ name: 'elsewhere' });
    const room = r.sandbox.dump().channels.find((c) => c.name === 'elsewhere');
    room?.members.splice(0);
    expect(await refusal(r.slack.chat.postMessage({ channel: String(room?.id), text: 'x' }))).toBe(
      'not_in_channel',
    );
    expect(await refusal(r.slack.chat.postMessage({ channel: 'C0NOWHERE', text: 'x' }))).toBe(
      'channel_not_found',
    );
    const dm = await r.slack.chat.postMessage({ channel: 'U01ANA', text: 'psst' });
    const { channel } = await r.slack.conversations.open({ users: 'U01ANA' });
    expect(dm.channel).toBe(channel?.id);
  });

  it('shows an ephemeral to its person alone, and only to members', async () => {
    const whisper = (user: string) =>
      r.slack.chat.postEphemeral({ channel: 'C01INC', user, text: 'only you' });
    await whisper('U01ANA');
    expect(await refusal(whisper('U01EVA'))).toBe('user_not_in_channel');
    const { messages: history } = await r.slack.conversations.history({ channel: 'C01INC' });
    expect(history?.map((m) => m.text)).not.toContain('only you');
  });
});

describe('threads', () => {
  it('stay out of the history and are read by their root', async () => {
    const { ts } = await r.slack.chat.postMessage({ channel: 'C01INC', text: 'root' });
    await r.slack.chat.postMessage({ channel: 'C01INC', text: 'reply', thread_ts: String(ts) });
    const { messages: history } = await r.slack.conversations.history({ channel: 'C01INC' });
    const { messages: replies } = await r.slack.conversations.replies({ channel: 'C01INC', ts: String(ts) });
    expect(history?.map((m) => m.text)).toEqual(['root']);
    expect(replies?.map((m) => m.text)).toEqual(['root', 'reply']);
    const lost = { channel: 'C01INC', text: 'x', thread_ts: '1.000001' };
    expect(await refusal(r.slack.chat.postMessage(lost))).toBe('thread_not_found');
  });
});

describe('timestamps', () => {
  it('come from the workspace clock, never twice, never backwards', async () => {
    const one = await r.slack.chat.postMessage({ channel: 'C01INC', text: '1' });
    const two = await r.slack.chat.postMessage({ channel: 'C01INC', text: '2' });
    r.clock.advance(60_000);
    const three = await r.slack.chat.postMessage({ channel: 'C01INC', text: '3' });
    const [a, b, c] = [Number(one.ts), Number(two.ts), Number(three.ts)];
    expect(Math.floor(a)).toBe(Date.parse('2025-02-17T14:10:00Z') / 1000);
    expect(b).toBeGreaterThan(a);
    expect(Math.round(c - b)).toBe(60);
  });
});

describe('pins, bookmarks and reactions', () => {
  it('say when they are there already', async () => {
    const { ts } = await r.slack.chat.postMessage({ channel: 'C01INC', text: 'pin me' });
    const at = { channel: 'C01INC', timestamp: String(ts) };
    await r.slack.pins.add(at);
    await r.slack.reactions.add({ ...at, name: 'eyes' });
    expect(await refusal(r.slack.pins.add(at))).toBe('already_pinned');
    expect(await refusal(r.slack.reactions.add({ ...at, name: 'eyes' }))).toBe('already_reacted');
    expect((await r.slack.pins.list({ channel: 'C01INC' })).items).toHaveLength(1);
    await r.slack.pins.remove(at);
    expect(await refusal(r.slack.pins.remove(at))).toBe('no_pin');
  });

  it('take only web links', async () => {
    const add = (link: string) =>
      r.slack.bookmarks.add({ channel_id: 'C01INC', title: 'Runbook', type: 'link', link });
    expect(await refusal(add('javascript:alert(1)'))).toBe('invalid_link');
    const { bookmark } = await add('https://example.com/runbook');
    await r.slack.bookmarks.edit({ channel_id: 'C01INC', bookmark_id: String(bookmark?.id), title: 'Book' });
    const { bookmarks } = await r.slack.bookmarks.list({ channel_id: 'C01INC' });
    expect(bookmarks?.map((b) => b.title)).toEqual(['Book']);
  });
});

describe('a file', () => {
  it('is reserved, sent, shared, and read back byte for byte', async () => {
    const content = '# Postmortem\n';
    const shared = await r.slack.filesUploadV2({ channel_id: 'C01INC', filename: 'postmortem.md', content });
    expect(shared.ok).toBe(true);
    const [stored] = r.sandbox.dump().files;
    expect(stored).toMatchObject({ name: 'postmortem.md', mimetype: 'text/markdown', size: content.length });
    const read = await fetch(`${r.url}/sandbox/files/${stored?.id}`);
    expect(await read.text()).toBe(content);
    expect(read.headers.get('content-security-policy')).toContain('sandbox');
  });
});

function button(more: Record<string, unknown> = {}) {
  return { type: 'button', action_id: 'go', text: { type: 'plain_text', text: 'Go' }, ...more };
}
