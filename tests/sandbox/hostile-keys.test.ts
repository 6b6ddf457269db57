import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { botToken, buttonBlocks, type Rig, rig } from './support/rig.ts';

/** Words that every object answers to, although nobody put them there. */
const hostile = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf'];

const clean = Object.getOwnPropertyNames(Object.prototype).toSorted();
const cleanFunction = Object.getOwnPropertyNames(Object).toSorted();

let r: Rig;
beforeEach(async () => {
  r = await rig();
});
afterEach(async () => {
  await r.close();
  expect(Object.getOwnPropertyNames(Object.prototype).toSorted()).toEqual(clean);
  expect(Object.getOwnPropertyNames(Object).toSorted()).toEqual(cleanFunction);
});

async function ask(path: string, init: RequestInit = {}) {
  const answer = await fetch(`${r.url}/sandbox/${path}`, init);
  return { status: answer.status, text: await answer.text() };
}

const post = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json', authorization: `Bearer ${botToken}` },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

async function slack(method: string, args: unknown) {
  return JSON.parse((await ask(`slack/api/${method}`, post(args))).text) as { ok: boolean; error?: string };
}

/** A key that survives being written as JSON. */
const keyed = (key: string, value: string) => `{${JSON.stringify(key)}:${value}}`;

describe.each(hostile)('an address or an argument that says %s', (word) => {
  it('names no file, no upload, no response address and no rollback target', async () => {
    expect((await ask(`slack/upload/${word}`, { method: 'POST', body: 'bytes' })).status).toBe(404);
    expect((await ask(`files/${word}`)).status).toBe(404);
    expect(await ask(`slack/response/${word}`, post({ text: 'x' }))).toMatchObject({
      status: 404,
      text: expect.stringContaining('expired_url'),
    });
    const { scenario } = r.sandbox.dump().world;
    for (const path of [`${scenario}/${word}`, `${word}/${word}`]) {
      expect((await ask(`targets/${path}`)).status).toBe(404);
      expect((await ask(`targets/${path}`, post({ version: 'v1', idempotencyKey: word }))).status).toBe(404);
    }
    expect((await ask(`prometheus/api/v1/${word}`)).status).toBe(404);
    expect((await ask(`api/${word}`, post({}))).status).toBe(404);
    expect((await ask(word)).status).toBe(404);
  });

  it('names no channel, no file and no kind of channel for the app', async () => {
    expect(await slack(word, {})).toMatchObject({ error: 'unknown_method' });
    expect(await slack('chat.postMessage', { channel: word, text: 'x' })).toMatchObject({
      error: 'channel_not_found',
    });
    expect(await slack('conversations.info', { channel: word })).toMatchObject({
      error: 'channel_not_found',
    });
    expect(await slack('conversations.list', { types: word })).toMatchObject({ error: 'invalid_types' });
    expect(await slack('files.info', { file: word })).toMatchObject({ error: 'file_not_found' });
    expect(await slack('files.completeUploadExternal', { files: [{ id: word }] })).toMatchObject({
      error: 'file_not_found',
    });
    expect(await slack('users.info', { user: word })).toMatchObject({ error: 'user_not_found' });
    expect(await slack('views.update', { view_id: word, view: {} })).toMatchObject({ error: 'not_found' });
  });

  it('names nothing in front of a person, and no person', async () => {
    for (const act of [
      { as: word, type: 'say', channel: 'C01GENERAL', text: 'x' },
      { as: 'U01ANA', type: 'say', channel: word, text: 'x' },
      { as: 'U01ANA', type: 'command', channel: word, text: '/airb help' },
      { as: 'U01ANA', type: 'press', channel: word, ts: word, blockId: word, actionId: word },
      { as: 'U01ANA', type: 'press', viewId: word, blockId: word, actionId: word },
      { as: 'U01ANA', type: 'submit', viewId: word, values: {} },
      { as: 'U01ANA', type: 'shortcut', callbackId: word },
      { as: 'U01ANA', type: 'react', channel: word, ts: word, name: word },
      { as: 'U01ANA', type: 'join', channel: word },
      { as: 'U01ANA', type: 'read', channel: word },
      { as: word, type: 'home' },
      { as: 'U01ANA', type: 'dm', with: word },
      { as: 'U01ANA', type: 'upload', channel: word, name: word, mimetype: 'text/plain', base64: '' },
    ]) {
      const { status, text } = await ask('api/act', post(act));
      expect([act.type, status, JSON.parse(text).ok]).toEqual([act.type, expect.any(Number), false]);
      expect(status, act.type).toBeLessThan(500);
    }
  });

  it('is taken as the name of a block, a field, an extension and a page like any other', async () => {
    const posted = await slack('chat.postMessage', {
      channel: '#general',
      text: 'x',
      blocks: [{ ...buttonBlocks(word)[0], block_id: word }],
    });
    expect(posted).toMatchObject({ ok: true });
    const reserved = await slack('files.getUploadURLExternal', { filename: `report.${word}`, length: 3 });
    const { file_id: id } = reserved as unknown as { file_id: string };
    expect((await ask(`slack/upload/${id}`, { method: 'POST', body: 'abc' })).status).toBe(200);
    expect((await ask(`files/${id}`)).status).toBe(200);
    const page = { event_action: 'trigger', routing_key: 'k'.repeat(32), dedup_key: word };
    const payload = { summary: 'x', source: 'y', severity: 'error' };
    expect((await ask('pagerduty/v2/enqueue', post({ ...page, payload }))).status).toBe(202);
    for (const body of [keyed(word, '{"polluted":1}'), keyed('name', keyed(word, '1'))])
      expect((await ask('api/scenario', post(body))).status).toBe(422);
    expect((await ask('api/faults', post(keyed(word, '1')))).status).not.toBe(500);
  });
});

describe('a workspace that was kept in a file', () => {
  it('finds nothing under such a word after a restart either', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'airb-sandbox-')), 'sandbox.json');
    await r.close();
    r = await rig({ file });
    await slack('chat.postMessage', { channel: '#general', text: 'x' });
    await r.close();
    expect(readFileSync(file, 'utf8')).toContain('"channels"');
    // People write in it as they would in chat.
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
    r = await rig({ file });
    for (const word of hostile) {
      expect((await ask(`slack/upload/${word}`, { method: 'POST', body: 'bytes' })).status).toBe(404);
      expect(await slack('conversations.info', { channel: word })).toMatchObject({
        error: 'channel_not_found',
      });
    }
  });
});
