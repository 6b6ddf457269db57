import { createServer } from 'node:http';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { closed, listening } from '../support/loopback.ts';
import { botToken, buttonBlocks, modalView, type Rig, rig, signingSecret } from './support/rig.ts';

let r: Rig;
let stop: () => Promise<void>;
let said: string[];
let slackUrl: string;

/** A small app on the real Bolt, so the payload shapes are judged by the library that reads them. */
beforeEach(async () => {
  r = await rig();
  said = [];
  const receiver = new HTTPReceiver({ signingSecret, logLevel: LogLevel.ERROR });
  const app = new App({
    receiver,
    logLevel: LogLevel.ERROR,
    authorize: async () => ({ botToken, botId: 'BAIRB', botUserId: 'UAIRB' }),
    clientOptions: { slackApiUrl: `${r.url}/sandbox/slack/api/`, retryConfig: { retries: 0 } },
  });
  app.command('/airb', async ({ ack, client, body }) => {
    await ack('opening');
    await client.views.open({ trigger_id: body.trigger_id, view: modalView() });
  });
  app.view('ask', async ({ ack, view }) => {
    const why = view.state.values.why?.text?.value ?? '';
    if (why.length < 5) return ack({ response_action: 'errors', errors: { why: 'Say more.' } });
    said.push(why);
    return ack();
  });
  app.action('go', async ({ ack, respond, body }) => {
    await ack();
    await respond({ text: `pressed by ${body.user.id}`, replace_original: true });
  });
  app.shortcut('evidence', async ({ ack, shortcut }) => {
    await ack();
    if (shortcut.type === 'message_action') said.push(`evidence: ${shortcut.message.text}`);
  });
  app.message('hello', async ({ say }) => {
    await say('hello yourself');
  });
  app.event('reaction_added', async ({ event }) => {
    said.push(event.reaction);
  });
  const server = createServer(receiver.requestListener.bind(receiver));
  slackUrl = `${await listening(server)}/slack/events`;
  r.sandbox.connect({ slackUrl, alertsUrl: '', changesUrl: '' });
  stop = () => closed(server);
});
afterEach(async () => {
  await r.close();
  await stop();
});

const texts = () =>
  r.sandbox
    .dump()
    .channels.find((c) => c.id === 'C01INC')
    ?.messages.map((m) => m.text);
const ana = { as: 'U01ANA', channel: 'C01INC' } as const;

describe('a real Bolt app', () => {
  it('takes a command, opens a modal, finds an error in it, then takes it', async () => {
    expect(await r.act({ ...ana, type: 'command', text: '/airb update' })).toEqual({ ok: true });
    expect(texts()).toEqual(['opening']);
    await expect.poll(() => r.sandbox.dump().modals.U01ANA?.length).toBe(1);
    const viewId = String(r.sandbox.dump().modals.U01ANA?.[0]?.id);
    const submit = (text: string) =>
      r.act({ as: 'U01ANA', type: 'submit', viewId, values: { why: { text } } });
    expect(await submit('no')).toMatchObject({ errors: { why: 'Say more.' } });
    expect(await submit('because')).toEqual({ ok: true });
    expect(said).toEqual(['because']);
  });

  it('answers a button through its response_url', async () => {
    const { ts } = await r.slack.chat.postMessage({
      channel: 'C01INC',
      text: 'press',
      blocks: buttonBlocks(),
    });
    await r.act({ ...ana, type: 'press', ts: String(ts), blockId: 'row', actionId: 'go' });
    await expect.poll(texts).toEqual(['pressed by U01ANA']);
  });

  it('hears messages, reactions and shortcuts', async () => {
    await r.act({ ...ana, type: 'say', text: 'hello there' });
    await expect.poll(texts).toEqual(['hello there', 'hello yourself']);
    const ts = String(r.sandbox.dump().channels.find((c) => c.id === 'C01INC')?.messages[0]?.ts);
    await r.act({ ...ana, type: 'react', ts, name: 'eyes' });
    await r.act({ ...ana, type: 'shortcut', callbackId: 'evidence', ts });
    await expect.poll(() => said.toSorted()).toEqual(['evidence: hello there', 'eyes']);
  });

  it('refuses what was signed with another secret', async () => {
    const other = await rig({ signingSecret: 'another' });
    other.sandbox.connect({ slackUrl, alertsUrl: '', changesUrl: '' });
    const answer = await other.act({ ...ana, type: 'command', text: '/airb x' });
    expect(answer).toMatchObject({ ok: false, error: expect.stringContaining('HTTP 401') });
    await other.close();
  });
});
