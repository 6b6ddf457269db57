import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Heard } from './support/fake-bot.ts';
import { manifest, type Rig, rig } from './support/rig.ts';

let r: Rig;
beforeEach(async () => {
  r = await rig();
});
afterEach(() => r.close());

const eventOf = (heard: Heard) => heard.body.event as { type: string; text?: string; subtype?: string };
const hears = (text: string) =>
  r.bot.hears((h) => h.body.type === 'event_callback' && eventOf(h).text === text);

describe('what people say', () => {
  it('reaches the bot as a signed event in the Events API envelope', async () => {
    await r.act({ as: 'U01ANA', type: 'say', channel: 'C01INC', text: 'refused <again> @airb' });
    const heard = await hears('refused &lt;again&gt; <@UAIRB>');
    expect(heard.headers['x-slack-signature']).toMatch(/^v0=[0-9a-f]{64}$/);
    expect(heard.body).toMatchObject({ type: 'event_callback', team_id: 'T0AIRB', api_app_id: 'A0AIRB' });
    expect(eventOf(heard)).toMatchObject({
      type: 'message',
      user: 'U01ANA',
      channel: 'C01INC',
      channel_type: 'channel',
    });
    await r.bot.hears((h) => h.body.type === 'event_callback' && eventOf(h).type === 'app_mention');
  });

  it('stays unheard where the bot is not', async () => {
    await r.slack.conversations.create({ name: 'aside' });
    const aside = r.sandbox.dump().channels.find((c) => c.name === 'aside');
    aside?.members.splice(0, 1, 'U01ANA');
    await r.act({ as: 'U01ANA', type: 'say', channel: String(aside?.id), text: 'between us' });
    await r.act({ as: 'U01ANA', type: 'say', channel: 'C01INC', text: 'for all' });
    await hears('for all');
    expect(r.bot.events('message').map((e) => e.text)).not.toContain('between us');
  });

  it('in a direct conversation is a message.im', async () => {
    const opened = await r.act({ as: 'U01ANA', type: 'dm', with: 'UAIRB' });
    const channel = opened.ok ? String(opened.channel) : '';
    await r.act({ as: 'U01ANA', type: 'say', channel, text: 'hello' });
    expect(eventOf(await hears('hello'))).toMatchObject({ channel_type: 'im', channel });
  });
});

describe('what happens around messages', () => {
  it('edits, joins, reactions and pins are told, in Slack’s shapes', async () => {
    const { ts } = await r.slack.chat.postMessage({ channel: 'C01INC', text: 'one' });
    await r.slack.chat.update({ channel: 'C01INC', ts: String(ts), text: 'two' });
    await r.slack.pins.add({ channel: 'C01INC', timestamp: String(ts) });
    await r.slack.conversations.invite({ channel: 'C01INC', users: 'U01EVA' });
    await r.act({ as: 'U01ANA', type: 'react', channel: 'C01INC', ts: String(ts), name: 'pushpin' });
    await r.bot.hears((h) => h.body.type === 'event_callback' && eventOf(h).type === 'reaction_added');
    const edit = r.bot.events('message').find((e) => e.subtype === 'message_changed');
    expect(edit).toMatchObject({ message: { ts, text: 'two' }, previous_message: { text: 'one' } });
    expect(r.bot.events('message').map((e) => e.subtype)).toContain('channel_join');
    expect(r.bot.events('member_joined_channel')[0]).toMatchObject({ user: 'U01EVA', inviter: 'UAIRB' });
    expect(r.bot.events('reaction_added')[0]).toMatchObject({
      reaction: 'pushpin',
      item: { channel: 'C01INC', ts },
    });
    expect(r.bot.events('pin_added')[0]).toMatchObject({ channel_id: 'C01INC' });
  });

  it('what the manifest does not ask for is not told', async () => {
    const deaf = structuredClone(manifest);
    deaf.settings.event_subscriptions.bot_events = ['reaction_added'];
    const other = await rig({ manifest: deaf });
    await other.act({ as: 'U01ANA', type: 'say', channel: 'C01INC', text: 'hello?' });
    const ts = String(
      other.sandbox
        .dump()
        .channels.find((c) => c.id === 'C01INC')
        ?.messages.at(-1)?.ts,
    );
    await other.act({ as: 'U01ANA', type: 'react', channel: 'C01INC', ts, name: 'eyes' });
    await other.bot.hears((h) => h.body.type === 'event_callback');
    expect(other.bot.events().map((e) => e.type)).toEqual(['reaction_added']);
    await other.close();
  });
});

describe('an event the bot does not take', () => {
  const say = () => r.act({ as: 'U01ANA', type: 'say', channel: 'C01INC', text: 'listen' });
  const nth = (num: string) => r.bot.hears((h) => h.headers['x-slack-retry-num'] === num);
  const untilPending = () => expect.poll(() => r.sandbox.dump().pendingEvents).toBe(1);

  it('14:10 at once, 14:11 after a minute, 14:16 after five, then never again', async () => {
    r.bot.answer = (_, res) => res.writeHead(500).end();
    await say();
    const first = await nth('1');
    expect(first.headers['x-slack-retry-reason']).toBe('http_error');
    await untilPending();
    await r.control('clock', { advanceMs: 60_000 });
    await nth('2');
    await untilPending();
    await r.control('clock', { advanceMs: 300_000 });
    const last = await nth('3');
    const ids = new Set(r.bot.heard.map((h) => h.body.event_id));
    expect(ids.size).toBe(1);
    expect(last.body.event_id).toBe(first.body.event_id);
    await r.control('clock', { advanceMs: 3_600_000 });
    await r.sandbox.close();
    expect(r.bot.heard).toHaveLength(4);
  });

  it('is let go when the bot says so', async () => {
    r.bot.answer = (_, res) => res.writeHead(500, { 'x-slack-no-retry': '1' }).end();
    await say();
    await hears('listen');
    await r.sandbox.close();
    expect(r.bot.heard).toHaveLength(1);
    expect(r.sandbox.dump().pendingEvents).toBe(0);
  });
});
