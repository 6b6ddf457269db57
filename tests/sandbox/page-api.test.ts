import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StreamEvent } from '../../src/sandbox/protocol.ts';
import { buttonBlocks, modalView, type Rig, rig } from './support/rig.ts';

let r: Rig;
beforeEach(async () => {
  r = await rig();
});
afterEach(() => r.close());

/** Reads the stream of one person until an event fits. */
async function until(as: string, fits: (event: StreamEvent) => boolean, when?: () => Promise<unknown>) {
  const stop = new AbortController();
  const { body } = await fetch(`${r.url}/sandbox/api/stream?as=${as}`, { signal: stop.signal });
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  let acted = !when;
  for (;;) {
    const { value, done } = (await reader?.read()) ?? { done: true };
    if (done) throw new Error('the stream ended first');
    text += value;
    const events = text
      .split('\n\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line.slice('data: '.length)) as StreamEvent);
    if (!acted && events.some((e) => e.type === 'home')) {
      acted = true;
      text = '';
      void when?.();
      continue;
    }
    const found = acted ? events.find(fits) : undefined;
    if (found) {
      stop.abort();
      return found;
    }
  }
}

describe('a page opens its stream', () => {
  it('and is told all there is, as that person sees it', async () => {
    const event = await until('U01EVA', (e) => e.type === 'workspace');
    if (event.type !== 'workspace') throw new Error('unreachable');
    expect(event.state.channels.map((c) => c.name)).toEqual([
      'support-leadership',
      'finance-operations',
      'general',
    ]);
    expect(event.state.otherChannels.map((c) => c.name)).toEqual(['incidents', 'legal-team', 'support-bot']);
    expect(event.state.now).toBe('2025-02-17T14:10:00.000Z');
    expect(event.state.people.find((p) => p.isBot)?.name).toBe('airb');
    expect(event.state.world.signals[0]).toMatchObject({ title: 'Refusals', unit: '%', normal: 4 });
    const shown = event.state.world.signals.map(({ name }) => name);
    expect(shown).toContain('retrieval_hits');
    expect(shown, 'quiet signals are measured and not shown').not.toContain('thumbs_down');
    expect(event.state.guide).toHaveLength(15);
  });

  it('and hears of a message the moment it is posted, with its unread mark', async () => {
    const post = () =>
      r.slack.chat.postMessage({ channel: 'C01INC', text: 'look <@U01ANA>', blocks: buttonBlocks() });
    const event = await until('U01ANA', (e) => e.type === 'messages' && e.messages.length > 0, post);
    expect(event).toMatchObject({ channel: 'C01INC', messages: [{ text: 'look <@U01ANA>', user: 'UAIRB' }] });
    const state = await until('U01ANA', (e) => e.type === 'workspace');
    if (state.type !== 'workspace') throw new Error('unreachable');
    expect(state.state.channels.find((c) => c.id === 'C01INC')).toMatchObject({ unread: 1, mentions: 1 });
  });

  it('and sees its own modal, nobody else’s', async () => {
    await r.act({ as: 'U01ANA', type: 'command', channel: 'C01INC', text: '/airb update' });
    const trigger = String(r.bot.interactions()[0]?.body.trigger_id);
    await r.slack.views.open({ trigger_id: trigger, view: modalView('Update') });
    expect(await until('U01ANA', (e) => e.type === 'modal')).toMatchObject({
      views: [{ title: 'Update', submit: 'Send' }],
    });
    expect(await until('U01BEN', (e) => e.type === 'modal')).toEqual({ type: 'modal', views: [] });
  });

  it('and never shows another person’s ephemeral or a room they are not in', async () => {
    await r.slack.chat.postEphemeral({ channel: 'C01INC', user: 'U01ANA', text: 'for Ana' });
    const seen = async (as: string) => {
      const event = await until(as, (e) => e.type === 'messages' && e.channel === 'C01INC');
      return event.type === 'messages' ? event.messages.map((m) => m.text) : [];
    };
    expect(await seen('U01ANA')).toEqual(['for Ana']);
    expect(await seen('U01BEN')).toEqual([]);
  });
});

describe('acting where one may not', () => {
  it('is refused in a sentence', async () => {
    const say = { type: 'say', text: 'hi' } as const;
    expect(await r.act({ ...say, as: 'U01EVA', channel: 'C01INC' })).toMatchObject({
      error: 'You are not in #incidents: join it first.',
    });
    expect(await r.act({ ...say, as: 'U0WHO', channel: 'C01INC' })).toMatchObject({ ok: false });
    expect(await r.act({ as: 'U01EVA', type: 'join', channel: 'C01INC' })).toEqual({
      ok: true,
      channel: 'C01INC',
    });
    expect(await r.act({ ...say, as: 'U01EVA', channel: 'C01INC' })).toMatchObject({ ok: true });
  });

  it('is refused to other websites, to forms and to nonsense', async () => {
    const body = JSON.stringify({ as: 'U01ANA', type: 'say', channel: 'C01INC', text: 'x' });
    const send = (headers: Record<string, string>, content = body) =>
      fetch(`${r.url}/sandbox/api/act`, { method: 'POST', headers, body: content });
    const json = { 'content-type': 'application/json' };
    expect((await send({ ...json, origin: 'https://evil.example' })).status).toBe(403);
    expect((await send({ 'content-type': 'text/plain' })).status).toBe(415);
    expect((await send(json, 'nonsense')).status).toBe(400);
    expect((await send(json, '{"type":"fly"}')).status).toBe(422);
    expect((await send({ ...json, origin: r.url })).status).toBe(200);
  });
});

describe('the clock', () => {
  it('moves the workspace and whoever shares it', async () => {
    const answer = await r.control('clock', { advanceMs: 15 * 60_000 });
    expect(await answer.json()).toMatchObject({ now: '2025-02-17T14:25:00.000Z' });
    expect(new Date(r.clock.now()).toISOString()).toBe('2025-02-17T14:25:00.000Z');
    expect((await r.control('clock', { advanceMs: -1 })).status).toBe(422);
  });
});

describe('an upload by a person', () => {
  it('is shown in the channel and served without being run', async () => {
    const base64 = Buffer.from('<script>alert(1)</script>').toString('base64');
    const file = { name: 'bad.html', mimetype: 'text/html', base64 };
    await r.act({ as: 'U01DEV', type: 'upload', channel: 'C01INC', ...file });
    const stored = r.sandbox.dump().files[0];
    const served = await fetch(`${r.url}/sandbox/files/${stored?.id}`);
    expect(served.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(stored?.shared).toHaveLength(1);
  });
});

describe('a workspace kept in a file', () => {
  it('is there again after a restart, world and all', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'sandbox-')), 'workspace.json');
    const first = await rig({ file });
    await first.slack.chat.postMessage({ channel: 'C01INC', text: 'remember me' });
    await first.sandbox.fire('cost-spike');
    await first.close();
    const second = await rig({ file });
    const { channels, world } = second.sandbox.dump();
    expect(channels.find((c) => c.id === 'C01INC')?.messages[0]?.text).toBe('remember me');
    expect(world).toMatchObject({ scenario: 'cost-spike', stepsDone: ['alert'] });
    const again = await second.slack.chat.postMessage({ channel: 'C01INC', text: 'later' });
    expect(Number(again.ts)).toBeGreaterThan(Number(channels[0]?.messages[0]?.ts));
    await second.close();
  });
});

describe('the page', () => {
  it('is served from its folder and from nowhere else', async () => {
    const pageDir = mkdtempSync(join(tmpdir(), 'page-'));
    writeFileSync(join(pageDir, 'index.html'), '<h1>Sandbox</h1>');
    const other = await rig({ pageDir });
    const page = await fetch(`${other.url}/sandbox?as=U01ANA`);
    expect(await page.text()).toBe('<h1>Sandbox</h1>');
    expect(page.url).toContain('/sandbox/?as=U01ANA');
    expect((await fetch(`${other.url}/sandbox/..%2f..%2f..%2fetc%2fpasswd`)).status).toBe(404);
    expect((await fetch(`${other.url}/elsewhere`)).status).toBe(418);
    await other.close();
  });
});
