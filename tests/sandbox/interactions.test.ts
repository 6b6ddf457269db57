import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Heard } from './support/fake-bot.ts';
import { buttonBlocks, modalView, type Rig, refusal, rig, signingSecret } from './support/rig.ts';

let r: Rig;
beforeEach(async () => {
  r = await rig();
});
afterEach(() => r.close());

const room = (id = 'C01INC') => r.sandbox.dump().channels.find((c) => c.id === id);
const latest = () => room()?.messages.at(-1);
const asked = { as: 'U01ANA', type: 'command', channel: 'C01INC', text: '/airb status' } as const;

/** Runs /airb and hands back what the bot heard. */
async function command(text = '/airb status'): Promise<Heard> {
  const before = r.bot.interactions().length;
  await r.act({ ...asked, text });
  const heard = r.bot.interactions()[before];
  if (!heard) throw new Error('the bot heard nothing');
  return heard;
}

function answerWith(body: unknown): void {
  r.bot.answer = (_, res) => {
    res.setHeader('content-type', 'application/json');
    res.end(JSON.stringify(body));
  };
}

describe('every delivery is signed as Slack signs', () => {
  it('over the time and the exact bytes', async () => {
    const { headers, raw } = await command();
    const at = String(headers['x-slack-request-timestamp']);
    const digest = createHmac('sha256', signingSecret).update(`v0:${at}:${raw}`).digest('hex');
    expect(headers['x-slack-signature']).toBe(`v0=${digest}`);
    expect(Math.abs(Date.now() / 1000 - Number(at))).toBeLessThan(30);
  });
});

describe('a slash command', () => {
  it('carries who, where and what, with references escaped', async () => {
    const { body } = await command('/airb assign @Ben to <script> in #general');
    expect(body).toMatchObject({
      command: '/airb',
      text: 'assign <@U01BEN|ben.okafor> to &lt;script&gt; in <#C01GEN|general>',
      user_id: 'U01ANA',
      user_name: 'ana.lima',
      channel_id: 'C01INC',
      channel_name: 'incidents',
      team_id: 'T0AIRB',
      api_app_id: 'A0AIRB',
    });
  });

  it('shows the answer in the response to the asker alone, or to all when asked to', async () => {
    answerWith({ text: 'quiet' });
    await r.act(asked);
    expect(latest()).toMatchObject({ text: 'quiet', ephemeralFor: 'U01ANA', user: 'UAIRB' });
    answerWith({ text: 'loud', response_type: 'in_channel' });
    await r.act(asked);
    expect(latest()?.ephemeralFor).toBeUndefined();
    r.bot.answer = (_, res) => res.end('plain words');
    await r.act(asked);
    expect(latest()).toMatchObject({ text: 'plain words', ephemeralFor: 'U01ANA' });
  });

  it('that is unknown never reaches the bot', async () => {
    const answer = await r.act({ ...asked, text: '/other' });
    expect(answer).toEqual({ ok: false, error: '/other is not a valid command.' });
    expect(r.bot.interactions()).toEqual([]);
  });

  it('becomes a sentence when the bot is late, broken or away', async () => {
    r.bot.answer = () => {};
    expect(await r.act(asked)).toMatchObject({
      ok: false,
      error: expect.stringContaining("didn't respond in time"),
    });
    r.bot.answer = (_, res) => res.writeHead(500).end();
    expect(await r.act(asked)).toMatchObject({ ok: false, error: expect.stringContaining('HTTP 500') });
    r.sandbox.connect({ slackUrl: 'http://127.0.0.1:1/', alertsUrl: '', changesUrl: '' });
    expect(await r.act(asked)).toMatchObject({
      ok: false,
      error: expect.stringContaining("can't be reached"),
    });
  });
});

describe('a response_url', () => {
  const respond = (url: unknown, body: unknown) =>
    fetch(String(url), {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });

  it('answers five times', async () => {
    const { body } = await command();
    for (const text of ['1', '2', '3', '4', '5']) {
      expect((await respond(body.response_url, { text })).status).toBe(200);
    }
    const sixth = await respond(body.response_url, { text: '6' });
    expect([sixth.status, await sixth.json()]).toEqual([404, { ok: false, error: 'used_url' }]);
    expect(latest()?.text).toBe('5');
  });

  it('closes after half an hour', async () => {
    const { body } = await command();
    r.clock.advance(30 * 60_000 + 1);
    expect(await (await respond(body.response_url, { text: 'late' })).json()).toMatchObject({
      error: 'expired_url',
    });
  });

  it('of a button replaces or deletes the message the button is in', async () => {
    const posted = await r.slack.chat.postMessage({ channel: 'C01INC', text: 'one', blocks: buttonBlocks() });
    const press = {
      as: 'U01ANA',
      type: 'press',
      channel: 'C01INC',
      ts: String(posted.ts),
      blockId: 'row',
    } as const;
    await r.act({ ...press, actionId: 'go' });
    const url = r.bot.interactions()[0]?.body.response_url;
    await respond(url, { text: 'two', replace_original: true });
    expect(room()?.messages.map((m) => m.text)).toEqual(['two']);
    await respond(url, { delete_original: true });
    expect(room()?.messages).toEqual([]);
  });

  it('is as strict about blocks as the Web API', async () => {
    const { body } = await command();
    const answer = await respond(body.response_url, { blocks: [{ type: 'nonsense' }] });
    expect([answer.status, await answer.json()]).toMatchObject([400, { error: 'invalid_blocks' }]);
  });
});

describe('a button in a message', () => {
  it('arrives as block_actions with everything Bolt reads', async () => {
    const { ts } = await r.slack.chat.postMessage({
      channel: 'C01INC',
      text: 'press',
      blocks: buttonBlocks('go', 'inc-1'),
    });
    await r.act({
      as: 'U01BEN',
      type: 'press',
      channel: 'C01INC',
      ts: String(ts),
      blockId: 'row',
      actionId: 'go',
    });
    expect(r.bot.interactions()[0]?.body).toMatchObject({
      type: 'block_actions',
      api_app_id: 'A0AIRB',
      team: { id: 'T0AIRB', domain: 'sandbox' },
      user: { id: 'U01BEN', username: 'ben.okafor', name: 'ben.okafor', team_id: 'T0AIRB' },
      channel: { id: 'C01INC', name: 'incidents' },
      container: { type: 'message', message_ts: ts, channel_id: 'C01INC', is_ephemeral: false },
      message: { ts, text: 'press', bot_id: 'BAIRB' },
      actions: [{ type: 'button', action_id: 'go', block_id: 'row', value: 'inc-1' }],
      trigger_id: expect.any(String),
      response_url: expect.stringContaining('/sandbox/slack/response/'),
    });
  });

  it('cannot be pressed once it is gone', async () => {
    const { ts } = await r.slack.chat.postMessage({
      channel: 'C01INC',
      text: 'press',
      blocks: buttonBlocks(),
    });
    await r.slack.chat.update({ channel: 'C01INC', ts: String(ts), text: 'done' });
    const press = {
      type: 'press',
      channel: 'C01INC',
      ts: String(ts),
      blockId: 'row',
      actionId: 'go',
    } as const;
    expect(await r.act({ as: 'U01BEN', ...press })).toMatchObject({ ok: false });
    expect(r.bot.interactions()).toEqual([]);
  });

  it('menus carry the option picked', async () => {
    const option = (n: string) => ({ text: { type: 'plain_text' as const, text: `Step ${n}` }, value: n });
    const menu = (type: string) => ({ type, action_id: type, options: [option('1'), option('2')] });
    const blocks = [
      { type: 'actions', block_id: 'row', elements: [menu('overflow'), menu('static_select')] },
    ];
    await r.slack.apiCall('chat.postMessage', { channel: 'C01INC', text: 'pick', blocks });
    const { ts } = latest() ?? {};
    for (const actionId of ['overflow', 'static_select']) {
      const pick = {
        type: 'press',
        channel: 'C01INC',
        ts: String(ts),
        blockId: 'row',
        actionId,
        value: '2',
      } as const;
      await r.act({ as: 'U01ANA', ...pick });
    }
    const picked = r.bot.interactions().map((h) => (h.body.actions as unknown[])[0]);
    expect(picked).toMatchObject([{ selected_option: option('2') }, { selected_option: option('2') }]);
  });
});

describe('trigger ids', () => {
  it('open one modal each, within three seconds of the click', async () => {
    const first = await command();
    const open = (trigger: unknown) => r.slack.views.open({ trigger_id: String(trigger), view: modalView() });
    expect(await refusal(open('made-up'))).toBe('invalid_trigger_id');
    await open(first.body.trigger_id);
    expect(await refusal(open(first.body.trigger_id))).toBe('exchanged_trigger_id');
    const second = await command();
    r.wait(3001);
    expect(await refusal(open(second.body.trigger_id))).toBe('expired_trigger_id');
  });
});

describe('modals', () => {
  async function open(view: Parameters<typeof r.slack.views.open>[0]['view'] = modalView()): Promise<string> {
    const { body } = await command();
    const opened = await r.slack.views.open({ trigger_id: String(body.trigger_id), view });
    return String(opened.view?.id);
  }
  const submit = (viewId: string, text: unknown) =>
    r.act({ as: 'U01ANA', type: 'submit', viewId, values: { why: { text } } });
  const stack = () => r.sandbox.dump().modals.U01ANA ?? [];

  it('refuse long titles, inputs without a submit button and a fourth view', async () => {
    const { body } = await command();
    const trigger_id = String(body.trigger_id);
    const long = modalView('x'.repeat(25));
    expect(await refusal(r.slack.views.open({ trigger_id, view: long }))).toBe('invalid_arguments');
    const { submit: _, ...silent } = modalView();
    expect(await refusal(r.slack.views.open({ trigger_id, view: silent }))).toBe('invalid_arguments');
    await r.slack.views.open({ trigger_id, view: modalView() });
    const push = async () => {
      const next = await command();
      return refusal(r.slack.views.push({ trigger_id: String(next.body.trigger_id), view: modalView() }));
    };
    expect([await push(), await push(), await push()]).toEqual(['ok', 'ok', 'push_limit_reached']);
  });

  it('ask for required fields before the bot is bothered', async () => {
    const viewId = await open();
    const answer = await submit(viewId, '');
    expect(answer).toMatchObject({ ok: false, errors: { why: 'Please complete this required field.' } });
    expect(r.bot.interactions()).toHaveLength(1);
  });

  it('arrive as view_submission with what was typed, and close on an empty answer', async () => {
    const viewId = await open({ ...modalView(), private_metadata: 'inc-1' });
    expect(await submit(viewId, 'because')).toEqual({ ok: true });
    expect(r.bot.interactions().at(-1)?.body).toMatchObject({
      type: 'view_submission',
      user: { id: 'U01ANA' },
      view: {
        id: viewId,
        callback_id: 'ask',
        private_metadata: 'inc-1',
        state: { values: { why: { text: { type: 'plain_text_input', value: 'because' } } } },
      },
    });
    expect(stack()).toEqual([]);
  });

  it('show the errors the bot finds, and stay open', async () => {
    const viewId = await open();
    answerWith({ response_action: 'errors', errors: { why: 'Say more.' } });
    expect(await submit(viewId, 'x')).toMatchObject({ ok: false, errors: { why: 'Say more.' } });
    expect(stack()).toHaveLength(1);
    answerWith({ response_action: 'errors', errors: { nowhere: 'Say more.' } });
    expect(await submit(viewId, 'x')).toEqual({
      ok: false,
      error: 'We had some trouble connecting. Try again?',
    });
  });

  it('are updated, stacked and cleared by the answer', async () => {
    const viewId = await open();
    answerWith({ response_action: 'update', view: modalView('Again') });
    await submit(viewId, 'x');
    answerWith({ response_action: 'push', view: modalView('On top') });
    await submit(viewId, 'y');
    expect(stack().map((v) => (v.body.title as { text: string }).text)).toEqual(['Again', 'On top']);
    answerWith({ response_action: 'clear' });
    await submit(String(stack().at(-1)?.id), 'z');
    expect(stack()).toEqual([]);
  });

  it('keep what was typed over an update, and refuse an update made from an older picture', async () => {
    const viewId = await open();
    const { hash } = stack()[0] ?? {};
    await r.slack.views.update({ view_id: viewId, hash: String(hash), view: modalView('Second') });
    const stale = r.slack.views.update({ view_id: viewId, hash: String(hash), view: modalView('Third') });
    expect(await refusal(stale)).toBe('hash_conflict');
    expect(await refusal(r.slack.views.update({ view_id: 'V0', view: modalView() }))).toBe('not_found');
  });

  it('tell the bot when they are closed, if it asked', async () => {
    await r.act({ as: 'U01ANA', type: 'close', viewId: await open() });
    const quiet = r.bot.interactions().length;
    await r.act({
      as: 'U01ANA',
      type: 'close',
      viewId: await open({ ...modalView(), notify_on_close: true }),
    });
    expect(r.bot.interactions()).toHaveLength(quiet + 2);
    expect(r.bot.interactions().at(-1)?.body).toMatchObject({ type: 'view_closed', is_cleared: false });
  });
});

describe('shortcuts', () => {
  it('arrive with their callback id, a message shortcut with its message', async () => {
    await r.act({ as: 'U01ANA', type: 'say', channel: 'C01INC', text: 'refused again' });
    const ts = String(latest()?.ts);
    await r.act({ as: 'U01DEV', type: 'shortcut', callbackId: 'declare' });
    await r.act({ as: 'U01DEV', type: 'shortcut', callbackId: 'evidence', channel: 'C01INC', ts });
    const [global, message] = r.bot.interactions().map((h) => h.body);
    expect(global).toMatchObject({ type: 'shortcut', callback_id: 'declare', user: { id: 'U01DEV' } });
    expect(global).not.toHaveProperty('response_url');
    expect(message).toMatchObject({
      type: 'message_action',
      callback_id: 'evidence',
      message_ts: ts,
      message: { text: 'refused again', user: 'U01ANA' },
      channel: { id: 'C01INC' },
    });
  });
});

describe('App Home', () => {
  it('is published per person and told of its opening', async () => {
    const home = { type: 'home' as const, blocks: [{ type: 'divider' as const }] };
    await r.slack.views.publish({ user_id: 'U01ANA', view: home });
    await r.act({ as: 'U01ANA', type: 'home' });
    const { body } = await r.bot.hears(
      (h) => (h.body.event as { type?: string })?.type === 'app_home_opened',
    );
    expect(body.event).toMatchObject({ user: 'U01ANA', tab: 'home', view: { type: 'home' } });
    expect(r.sandbox.dump().homes.U01BEN).toBeUndefined();
  });
});
