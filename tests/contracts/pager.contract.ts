import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeliveryError } from '../../src/errors.ts';
import type { PageRequest, Pager } from '../../src/ports/pager.ts';
import { type Endpoint, endpoint, failureOf, nobody } from '../support/endpoint.ts';
import { lies } from '../support/lies.ts';

export const page: PageRequest = {
  action: 'trigger',
  dedupKey: 'airb-42-1',
  incident: 42,
  level: 1,
  severity: 'sev2',
  people: [{ id: 'ana', name: 'Ana Lima', email: 'ana@example.org' }],
  summary: 'SEV2 support-bot — refusals 19 % (normal 4 %) since 14:02',
  link: 'https://airb.example.org/incidents/42',
  details: { system: 'support-bot' },
};

/** What every pager must do; `make` points it at an address with a short time limit. */
export function pagerContract(name: string, make: (url: string, timeoutMs: number) => Pager): void {
  describe(`${name}, as any pager`, () => {
    let provider: Endpoint;
    beforeEach(async () => {
      provider = await endpoint();
    });
    afterEach(() => provider.close());

    const failing = (status: number, headers: Record<string, string> = {}) => {
      provider.answer = (response) => response.writeHead(status, headers).end('{"message":"no"}');
      return failureOf(make(provider.url, 5000).send(page));
    };

    it('sends one request per page, acknowledgement and resolution', async () => {
      const pager = make(provider.url, 5000);
      for (const action of ['trigger', 'acknowledge', 'resolve'] as const)
        await pager.send({ ...page, action });
      expect(provider.calls.map((call) => call.method)).toEqual(['POST', 'POST', 'POST']);
      expect(provider.calls.every((call) => call.body.includes('airb-42-1'))).toBe(true);
    });

    it('repeats a page with the same dedup key, so that it pages nobody twice', async () => {
      const pager = make(provider.url, 5000);
      await pager.send(page);
      await pager.send(page);
      const [first, second] = provider.calls;
      expect(second?.body).toBe(first?.body);
      expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key']);
    });

    it.each([400, 401, 403, 404, 413])('never repeats what was refused with %i', async (status) => {
      const error = await failing(status);
      expect(error).toBeInstanceOf(DeliveryError);
      expect(error).toMatchObject({ retry: false, uncertain: false, throttled: false });
      expect(String(error)).toContain(String(status));
    });

    it.each([408, 503])('tries again after %i, with which it says that it took nothing', async (status) => {
      expect(await failing(status)).toMatchObject({ retry: true, uncertain: false, throttled: false });
    });

    it.each([500, 502, 504])('tries again after %i, and does not know whether it rings', async (status) => {
      expect(await failing(status)).toMatchObject({ retry: true, uncertain: true, throttled: false });
    });

    it('waits as long as a provider that is asked too much says', async () => {
      const error = await failing(429, { 'retry-after': '7' });
      expect(error).toMatchObject({ retry: true, throttled: true, afterMs: 7000 });
    });

    it('waits half a minute when the provider does not say how long', async () => {
      expect(await failing(429)).toMatchObject({ retry: true, throttled: true, afterMs: 30_000 });
    });

    it('does not follow a redirect with a page in hand', async () => {
      const error = await failing(302, { location: `${provider.url}/elsewhere` });
      expect(error).toMatchObject({ retry: true, code: expect.stringContaining('redirect') });
      expect(provider.calls).toHaveLength(1);
    });

    it('tries again when nobody listens', async () => {
      const error = await failureOf(make(await nobody(), 5000).send(page));
      expect(error).toMatchObject({ retry: true, uncertain: false });
      expect(String(error)).toContain('ECONNREFUSED');
    });

    it('tries again when no answer comes in time, and does not know whether it rings', async () => {
      provider.answer = () => undefined;
      const error = await failureOf(make(provider.url, 60).send(page));
      expect(error).toMatchObject({ retry: true, uncertain: true });
      expect(String(error)).toContain('did not answer in time');
    });

    it('tries again when the connection breaks before the answer', async () => {
      provider.answer = (response) => response.destroy();
      const error = await failureOf(make(provider.url, 5000).send(page));
      expect(error).toMatchObject({ retry: true, uncertain: true });
    });

    it('takes nothing for done whose answer never ends, and may send it again under the same key', async () => {
      provider.answer = (response) => response.writeHead(202).write('{');
      const error = await failureOf(make(provider.url, 200).send(page));
      expect(error).toMatchObject({ retry: true, uncertain: true });
    });

    it.each(Object.entries(lies))('takes no lying answer for a page: %s', async (name, lie) => {
      provider.answer = lie;
      const failure = await failureOf(make(provider.url, 5000).send(page)).catch(() => undefined);
      // Whoever answers with a success and no clear no may have taken it.
      const rings = !['ok: false', 'errors', 'an error', 'a redirect to a sign-in'].includes(name);
      // An empty success is the whole answer of many a webhook.
      if (failure === undefined) expect(name).toBe('an empty 200');
      else expect(failure).toMatchObject({ uncertain: rings });
    });
  });
}
