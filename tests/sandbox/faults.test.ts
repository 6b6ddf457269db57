import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Rig, refusal, rig } from './support/rig.ts';

let r: Rig;
beforeEach(async () => {
  r = await rig();
});
afterEach(() => r.close());

const post = (text: string, channel = 'C01INC') => r.slack.chat.postMessage({ channel, text });
const said = () =>
  r.sandbox
    .dump()
    .channels.find((c) => c.id === 'C01INC')
    ?.messages.map((m) => m.text);

describe('rate limits', () => {
  it('do not hold until they are switched on', async () => {
    for (const text of ['1', '2', '3', '4', '5']) await post(text);
    expect(said()).toHaveLength(5);
  });

  it('let a channel have a message a second after a small burst, and say how long to wait', async () => {
    await r.control('faults', { rateLimits: true });
    for (const text of ['1', '2', '3']) await post(text);
    const fourth = await post('4').catch((error: { retryAfter?: number }) => error);
    expect(fourth).toMatchObject({ code: 'slack_webapi_rate_limited_error', retryAfter: 1 });
    expect(await refusal(post('elsewhere', 'C01SUP'))).toBe('ok');
    r.wait(1000);
    expect(await refusal(post('4'))).toBe('ok');
  });

  it('count each method on its own: twenty channels a minute, then one every three seconds', async () => {
    await r.control('faults', { rateLimits: true });
    const create = (n: number) => refusal(r.slack.conversations.create({ name: `storm-${n}` }));
    for (let n = 0; n < 20; n += 1) expect(await create(n)).toBe('ok');
    expect(await create(20)).toBe('slack_webapi_rate_limited_error');
    expect(await refusal(post('still here'))).toBe('ok');
    r.wait(3000);
    expect(await create(20)).toBe('ok');
  });
});

describe('Slack in trouble', () => {
  it('is down: nothing happens and nothing is said', async () => {
    await r.control('faults', { down: true });
    expect(await refusal(post('x'))).toBe('slack_webapi_http_error');
    expect(said()).toEqual([]);
  });

  it('fails before it acts', async () => {
    await r.control('faults', { errorShare: 1 });
    expect(await refusal(post('x'))).toBe('slack_webapi_http_error');
    expect(said()).toEqual([]);
  });

  it('loses the answer of what it did', async () => {
    await r.control('faults', { lostShare: 1 });
    expect(await refusal(post('x'))).toBe('slack_webapi_request_error');
    expect(said()).toEqual(['x']);
  });

  it('fails the same calls for the same seed', async () => {
    const run = async () => {
      const other = await rig({ seed: 7 });
      await other.control('faults', { errorShare: 0.5 });
      const results: string[] = [];
      for (let n = 0; n < 12; n += 1) results.push(await refusal(other.slack.api.test({})));
      await other.close();
      return results;
    };
    const [one, two] = [await run(), await run()];
    expect(one).toEqual(two);
    expect(new Set(one).size).toBe(2);
  });

  it('is not switched by nonsense', async () => {
    expect((await r.control('faults', { errorShare: 2 })).status).toBe(422);
    expect((await r.control('faults', { colour: 'red' })).status).toBe(422);
  });
});

describe('the journal', () => {
  it('keeps every call with its answer, without the token', async () => {
    await post('one');
    const [call] = r.sandbox.dump().calls;
    expect(call).toMatchObject({
      method: 'chat.postMessage',
      status: 200,
      args: { text: 'one' },
      answer: { ok: true },
    });
    expect(JSON.stringify(call)).not.toContain('sandbox-token');
  });
});
