import { afterEach, describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/errors.ts';
import { listenHttp } from '../../src/http/listen.ts';
import { failureOf } from '../support/endpoint.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const opened = (host: string, port = 0) => listenHttp({ host, port }, (_name, close) => closers.push(close));

describe('the port of the program', () => {
  it('asks to come back until somebody serves it', async () => {
    const listener = await opened('127.0.0.1');
    const early = await fetch(listener.url);
    expect([early.status, early.headers.get('retry-after')]).toEqual([503, '1']);
    expect(early.headers.get('content-type')).toBe('application/problem+json');
    expect(await early.json()).toMatchObject({ status: 503, detail: 'airb is starting.' });
    listener.serve((_req, res) => res.end('ready'));
    expect(await (await fetch(listener.url)).text()).toBe('ready');
  });

  it.each(['0.0.0.0', '127.0.0.1'])('is told as an address that can be opened: %s', async (host) => {
    expect((await opened(host)).url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  it('names the setting when another program has it', async () => {
    const { port } = new URL((await opened('127.0.0.1')).url);
    const failure = await failureOf(opened('127.0.0.1', Number(port)));
    expect(failure).toBeInstanceOf(ConfigError);
    expect(String(failure)).toContain(`AIRB_PORT: ${port}`);
  });

  it('names the setting when the address is not of this machine', async () => {
    expect(String(await failureOf(opened('192.0.2.1')))).toContain('AIRB_HOST: 192.0.2.1');
  });
});
