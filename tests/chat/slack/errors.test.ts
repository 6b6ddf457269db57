import { createServer, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSlack, type SlackChat } from '../../../src/chat/slack/slack.ts';
import type { DeliveryError } from '../../../src/errors.ts';
import { expectLog, mayLog, testLog } from '../../support/log.ts';
import { closed, listening } from '../../support/loopback.ts';
import { botToken } from '../../support/slack-workspace.ts';
import { directory, opening } from './support/workspace.ts';

/** What Slack answers, by the name of the method. */
type Script = Record<string, (res: ServerResponse, sent: URLSearchParams) => void>;

const json =
  (body: object, status = 200, headers: Record<string, string> = {}) =>
  (res: ServerResponse) =>
    void res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

describe('when Slack does not do what it was asked', () => {
  let script: Script;
  let asked: string[];
  let slack: SlackChat;
  let again: () => SlackChat;
  let now: number;
  let close: () => Promise<void>;

  beforeEach(async () => {
    script = {};
    asked = [];
    now = opening;
    const server = createServer(async (req, res) => {
      const sent = new URLSearchParams(await text(req));
      const method = req.url?.split('/').at(-1) ?? '';
      asked.push(method);
      (script[method] ?? json({ ok: true, ts: '1.000001', channel: 'C1' }))(res, sent);
    });
    const url = await listening(server);
    const kept = new Map<string, string>();
    again = () =>
      createSlack({
        botToken,
        apiUrl: `${url}/api/`,
        directory,
        memory: {
          recall: async (key) => kept.get(key),
          remember: async (key, value) => void kept.set(key, value),
        },
        log: testLog,
        clock: { now: () => now },
        onTrouble: () => {},
      });
    slack = again();
    close = () => closed(server);
  });
  afterEach(async () => {
    await slack.stop();
    await close();
  });

  const post = () => failureOf(slack.post({ room: 'slack:C1' }, { text: 'x', nodes: [] }, '1.1.1'));
  const pin = () => failureOf(slack.pin('slack:C1/1.000001'));

  it('posts the words alone where the workspace refuses a chart, and asks no second time', async () => {
    const charts: boolean[] = [];
    script['chat.postMessage'] = (res, sent) => {
      const chart = String(sent.get('blocks')).includes('data_visualization');
      charts.push(chart);
      json(chart ? { ok: false, error: 'invalid_blocks' } : { ok: true, ts: '1.000002', channel: 'C1' })(res);
    };
    const points = [
      { label: '14:00', value: 4 },
      { label: '14:01', value: 19 },
    ];
    const chart = { type: 'chart' as const, title: 'Refusals', unit: '%', points, words: ['4 %, then 19 %'] };
    const card = { text: 'x', nodes: [chart] };
    expect(await slack.post({ room: 'slack:C1' }, card, '1.1.1')).toBe('slack:C1/1.000002');
    await slack.post({ room: 'slack:C1' }, card, '1.1.2');
    expect(charts).toEqual([true, false, false]);
    expect(await slack.drawsCharts()).toBe(false);

    // Another process, or this one after a restart, knows it; after a week it is asked again.
    const other = again();
    await other.post({ room: 'slack:C1' }, card, '1.1.3');
    expect(charts).toEqual([true, false, false, false]);
    now += 7 * 86_400_000;
    expect(await other.drawsCharts()).toBe(true);
    await other.stop();
  });

  it('names a missing scope, what needs it and what to do', async () => {
    script['pins.add'] = json({
      ok: false,
      error: 'missing_scope',
      needed: 'pins:write',
      provided: 'chat:write',
    });
    const failure = await pin();
    expect(failure).toMatchObject({ retry: false, code: 'missing_scope:pins:write' });
    expect(failure?.message).toMatch(/pins:write.*reinstall/);
  });

  it.each([
    ['not_in_channel', /Invite it there/],
    ['is_archived', /archived/],
    ['invalid_auth', /SLACK_BOT_TOKEN/],
    ['unknown_method', /does not know/],
    ['a_word_slack_invents_tomorrow', /a_word_slack_invents_tomorrow/],
    ['__proto__', /Slack refuses chat\.postMessage: __proto__/],
    ['toString', /Slack refuses chat\.postMessage: toString/],
    ['constructor', /Slack refuses chat\.postMessage: constructor/],
  ])('gives up at %s, with a sentence', async (error, sentence) => {
    script['chat.postMessage'] = json({ ok: false, error });
    const failure = await post();
    expect(failure).toMatchObject({ retry: false, uncertain: false, code: error });
    expect(failure?.message).toMatch(sentence);
  });

  it('passes on what Slack says about a layout', async () => {
    expectLog(/^warn no more than 50 items allowed/);
    const response_metadata = { messages: ['[ERROR] no more than 50 items allowed'] };
    script['chat.postMessage'] = json({ ok: false, error: 'invalid_blocks', response_metadata });
    expect((await post())?.message).toContain('no more than 50 items');
  });

  it('takes a pin that is there already for done', async () => {
    script['pins.add'] = json({ ok: false, error: 'already_pinned' });
    expect(await pin()).toBeUndefined();
  });

  it('waits as long as Slack asks, for that method only, without asking again meanwhile', async () => {
    script['chat.postMessage'] = json({ ok: false, error: 'ratelimited' }, 429, { 'retry-after': '7' });
    expect(await post()).toMatchObject({ retry: true, throttled: true, uncertain: false, afterMs: 7000 });
    delete script['chat.postMessage'];
    expect(await post()).toMatchObject({ throttled: true });
    expect(asked).toEqual(['chat.postMessage']);
    expect(await pin()).toBeUndefined();
    now += 7000;
    expect(await post()).toBeUndefined();
  });

  it.each([
    ['HTTP 503', json({}, 503)],
    ['fatal_error', json({ ok: false, error: 'fatal_error' })],
    ['no answer at all', (res: ServerResponse) => void res.destroy()],
    [
      'an answer that breaks off',
      (res: ServerResponse) => {
        res.writeHead(200, { 'content-length': '500' }).write('{"ok"');
        res.destroy();
      },
    ],
  ])('does not know after %s whether a post arrived, but may repeat a pin', async (_what, answer) => {
    // Of a connection that breaks the SDK tells too.
    mayLog(/^warn http request failed fetch failed/);
    script['chat.postMessage'] = answer;
    script['pins.add'] = answer;
    expect(await post()).toMatchObject({ retry: true, uncertain: true });
    expect(await pin()).toMatchObject({ retry: true, uncertain: false });
  });

  it('takes the page of a proxy for no word of Slack, and repeats none of it', async () => {
    expectLog(/^warn http request failed an answer with HTTP 200/);
    const page = `<html>${'Please sign in. '.repeat(10_000)}</html>`;
    script['chat.postMessage'] = (res) => void res.writeHead(200, { 'content-type': 'text/html' }).end(page);
    const failure = await post();
    expect(failure).toMatchObject({ retry: true, uncertain: true, code: 'unreadable_answer' });
    expect(failure?.message.length).toBeLessThan(200);
  });

  it('knows that nothing was posted when nobody listened', async () => {
    expectLog(/^warn http request failed fetch failed/);
    await close();
    expect(await post()).toMatchObject({ retry: true, uncertain: false, code: 'unreachable' });
  });

  it('refuses a public channel where a private one was asked for', async () => {
    script['conversations.create'] = json({ ok: true, channel: { id: 'C9', is_private: false } });
    const failure = await failureOf(slack.openRoom({ name: 'inc-1', private: true, marker: 'airb:1' }));
    expect(failure).toMatchObject({ retry: false, code: 'not_private' });
  });

  it('adopts a room that lost its marker only while nothing of another incident stands in it', async () => {
    const channel = { id: 'C9', name: 'inc-1', creator: 'UAIRB', is_private: false, purpose: { value: '' } };
    script['auth.test'] = json({ ok: true, user_id: 'UAIRB' });
    script['conversations.create'] = json({ ok: false, error: 'name_taken' });
    script['users.conversations'] = json({ ok: true, channels: [channel] });
    const metadata = (key: string) => ({
      user: 'UAIRB',
      metadata: { event_type: 'airb', event_payload: { key } },
    });
    script['conversations.history'] = json({ ok: true, messages: [metadata('1.4.2')] });
    const wanted = { name: 'inc-1', private: false, marker: 'airb:1' };
    expect(await slack.openRoom(wanted)).toEqual({ room: 'slack:C9', name: 'inc-1', announced: false });
    now += 60_000;
    script['conversations.history'] = json({ ok: true, messages: [metadata('12.4.2')] });
    expect(await failureOf(slack.openRoom(wanted))).toMatchObject({ code: 'no_free_name' });
  });

  it('knows its own room by the marker in the sentence people read as its purpose', async () => {
    let purpose = '';
    script['conversations.create'] = json({ ok: true, channel: { id: 'C9', is_private: false } });
    script['conversations.setPurpose'] = (res, sent) => {
      purpose = sent.get('purpose') ?? '';
      json({ ok: true })(res);
    };
    const wanted = { name: 'inc-1', private: false, marker: 'airb:1' };
    await slack.openRoom(wanted);
    await expect.poll(() => purpose).toMatch(/^One incident, .*airb:1/);
    const channel = {
      id: 'C9',
      name: 'inc-1',
      creator: 'UAIRB',
      is_private: false,
      purpose: { value: purpose },
    };
    script['auth.test'] = json({ ok: true, user_id: 'UAIRB' });
    script['conversations.create'] = json({ ok: false, error: 'name_taken' });
    script['users.conversations'] = json({ ok: true, channels: [channel] });
    expect(await slack.openRoom(wanted)).toEqual({ room: 'slack:C9', name: 'inc-1', announced: false });
    now += 60_000;
    expect(await failureOf(slack.openRoom({ ...wanted, marker: 'airb:11' }))).toMatchObject({
      code: 'no_free_name',
    });
  });

  it('never adopts what somebody else made, or what is archived', async () => {
    script['auth.test'] = json({ ok: true, user_id: 'UAIRB' });
    script['conversations.create'] = json({ ok: false, error: 'name_taken' });
    for (const changes of [{ creator: 'U01ANA' }, { is_archived: true }, { is_private: true }]) {
      now += 60_000;
      const channel = { id: 'C9', name: 'inc-1', creator: 'UAIRB', purpose: { value: 'airb:1' }, ...changes };
      script['users.conversations'] = json({ ok: true, channels: [channel] });
      const failure = await failureOf(slack.openRoom({ name: 'inc-1', private: false, marker: 'airb:1' }));
      expect(failure).toMatchObject({ code: 'no_free_name' });
    }
  });

  it('says in words why a channel keeps its name, once for each name, and believes the name that Slack gives', async () => {
    const rename = () => failureOf(slack.renameRoom('slack:C1', 'inc-1-billing'));
    for (const [error, said] of [
      ['not_authorized', /only whoever made a channel/],
      ['restricted_action', /does not let apps rename channels/],
      ['invalid_name_specials', /Slack refuses conversations.rename/],
    ] as const) {
      script['conversations.rename'] = json({ ok: false, error });
      const failure = await rename();
      expect(failure).toMatchObject({ retry: false, code: `rename:${error}:inc-1-billing` });
      expect(failure?.message).toMatch(/^The incident has its new title, but the channel keeps its name: /);
      expect(failure?.message).toMatch(said);
    }
    script['conversations.rename'] = json({ ok: false, error: 'name_taken' });
    script['conversations.info'] = json({ ok: true, channel: { id: 'C1', name: 'inc-1-old' } });
    now += 60_000;
    expect(await rename()).toMatchObject({ code: 'rename:no_free_name:inc-1-billing' });
    // Archived meanwhile: a lost room, and not a name that stays.
    script['conversations.rename'] = json({ ok: false, error: 'is_archived' });
    now += 60_000;
    expect(await rename()).toMatchObject({ code: 'is_archived', gone: true });
    script['conversations.rename'] = json({ ok: true, channel: { id: 'C1', name: 'inc-1-bill' } });
    now += 60_000;
    expect(await slack.renameRoom('slack:C1', 'inc-1-billing')).toBe('inc-1-bill');
  });

  it('invites one by one when Slack refuses a whole group for somebody it does not name', async () => {
    let call = 0;
    script['conversations.invite'] = (res) => {
      call += 1;
      json(call === 2 ? { ok: true } : { ok: false, error: 'cant_invite' })(res);
    };
    expect(await slack.invite('slack:C1', ['ana', 'ben'])).toEqual([
      { person: 'ben', why: 'Slack does not let airb invite them' },
    ]);
  });

  it('says what the missing scopes cost, and that it is deaf without a way in', async () => {
    script['auth.test'] = json({ ok: true, user_id: 'UAIRB' }, 200, {
      'x-oauth-scopes': 'chat:write,commands',
    });
    await slack.start(async () => ({ type: 'nothing' }));
    const problems = slack.problems();
    expect(problems).toContainEqual(expect.objectContaining({ code: 'deaf' }));
    expect(problems.map((problem) => problem.code)).toContain('missing_scope:pins:write');
    expect(problems.map((problem) => problem.code)).not.toContain('missing_scope:chat:write');
  });
});

async function failureOf(work: Promise<unknown>): Promise<DeliveryError | undefined> {
  return work.then(
    () => undefined,
    (error) => error,
  );
}
