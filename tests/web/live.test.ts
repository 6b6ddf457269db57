import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { beforeEach, describe, expect, it } from 'vitest';
import { createStreams, type Streams } from '../../src/web/live/streams.ts';
import { runApp } from '../support/app.ts';
import { until } from '../support/until.ts';

/** A reader's end of a stream. */
interface Ear {
  response: ServerResponse;
  heard(): string[];
  ended(): boolean;
  waiting: number;
}

function ear(): Ear {
  let text = '';
  let over = false;
  const response = Object.assign(new EventEmitter(), {
    writeHead: () => response,
    write: (more: string) => {
      text += more;
      return true;
    },
    end: (more = '') => {
      text += more;
      over = true;
    },
    destroy: () => {
      over = true;
    },
  });
  const one: Ear = {
    response: response as unknown as ServerResponse,
    heard: () =>
      text
        .split('\n\n')
        .flatMap((block) => /event: (.*)\ndata: (.*)/.exec(block)?.slice(1).join(' ').trim() ?? []),
    ended: () => over,
    waiting: 0,
  };
  Object.defineProperty(response, 'writableLength', { get: () => one.waiting });
  return one;
}

describe('the streams by which pages hear of changes', () => {
  let streams: Streams;
  let version: string | undefined;
  let asked: number;
  let signedIn: boolean;

  beforeEach(() => {
    streams = createStreams({ all: 3, each: 2 });
    [version, asked, signedIn] = ['7', 0, true];
  });

  function open(owner: string, since = '7'): Ear {
    const one = ear();
    const watched = {
      key: '42 all',
      version: async () => {
        asked += 1;
        return version;
      },
    };
    const reader = { owner, still: async () => signedIn };
    if (!streams.open({ response: one.response, headers: {}, watched, reader, since }))
      one.response.end('refused');
    return one;
  }

  it('say nothing while nothing changes, and each change once', async () => {
    const one = open('ana');
    await streams.look();
    expect(one.heard()).toEqual(['beat']);
    version = '9';
    await streams.look();
    await streams.look();
    expect(one.heard()).toEqual(['beat', 'changed 9']);
  });

  it('tell whoever comes back what they missed', async () => {
    const one = open('ana', '5');
    await streams.look();
    expect(one.heard()).toEqual(['beat', 'changed 7']);
  });

  it('ask the records once for all who look at the same', async () => {
    open('ana');
    open('ben');
    await streams.look();
    expect(asked).toBe(1);
  });

  it('end when the reader signs out, here and elsewhere, and when it may be read no longer', async () => {
    const [here, other] = [open('ana'), open('ben')];
    streams.signOut('ana');
    expect([here.ended(), other.ended()]).toEqual([true, false]);
    signedIn = false;
    await streams.beat();
    expect(other.heard()).toEqual(['beat', 'end signed-out']);
    signedIn = true;
    const secret = open('eva');
    version = undefined;
    await streams.look();
    expect(secret.heard()).toEqual(['beat', 'end signed-out']);
    expect(streams.count()).toBe(0);
  });

  it('are few for one reader, the oldest makes room, and bounded in all', () => {
    const [first, second, third] = [open('ana'), open('ana'), open('ana')];
    expect(first.heard()).toEqual(['beat', 'end crowded']);
    expect([second.ended(), third.ended()]).toEqual([false, false]);
    open('ben');
    expect(open('eva').heard()).toEqual([]);
    expect(streams.count()).toBe(3);
  });

  it('leave a reader who takes nothing in', async () => {
    const one = open('ana');
    one.waiting = 1_000_000;
    await streams.beat();
    expect([one.ended(), streams.count()]).toEqual([true, 0]);
  });
});

describe('the page of an incident, live', () => {
  it('hears of what another process wrote, and is open to nobody else', async () => {
    const running = await runApp();
    const { url, store } = running.app;
    const get = (path: string, headers: Record<string, string> = {}, signal?: AbortSignal) =>
      fetch(`${url}${path}`, { headers, redirect: 'manual', ...(signal && { signal }) });
    await fetch(`${url}/sandbox/api/scenario`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'support-bot' }),
    });
    await until('the incident', () => store.head(1));
    const leave = new AbortController();
    const stream = await get('/incidents/1/live', { 'last-event-id': '0' }, leave.signal);
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(stream.headers.get('x-accel-buffering')).toBe('no');
    const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
    let heard = '';
    await until('a change', async () => {
      heard += (await reader?.read())?.value ?? '';
      return /id: \d+\nevent: changed\n/.test(heard);
    });
    expect((await get('/incidents/99/live')).status).toBe(401);
    const page = await (await get('/incidents/1')).text();
    expect(page).toMatch(/<main id="content" data-live="\/incidents\/1\/live\?after=\d+">/);
    leave.abort();
    // Stops although a page may still be open.
    await get('/incidents/live');
    await running.close();
  });
});
