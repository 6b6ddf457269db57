import { describe, expect, it } from 'vitest';
import type { Opened } from '../../src/domain/incident/state.ts';
import { DeliveryError, LeaseLostError } from '../../src/errors.ts';
import { createSend } from '../../src/flow/deliver/send.ts';
import type { DeliverDeps } from '../../src/flow/deliver/sending.ts';
import type { StoredEffect } from '../../src/ports/outbox.ts';
import { masking } from '../../src/redaction/masking.ts';
import { given } from '../support/given.ts';
import { opening } from '../support/worked-example.ts';

const { incident } = given(opening());
const drill = { ...incident, drill: { joined: [] } } as unknown as Opened;
const lease = { check: () => undefined };
const page = {
  kind: 'page',
  action: 'trigger',
  level: 1,
  route: 'pagerduty',
  people: [],
  summary: 'It refuses',
};

/** Sends an effect of an incident, with a pager that fails so; @returns the error, or undefined where it was sent. */
async function failed(
  { of = incident, body = page }: { of?: Opened | undefined; body?: object },
  pager: () => Promise<void> = async () => undefined,
): Promise<DeliveryError | undefined> {
  const deps = {
    writer: { incident: async () => of },
    chats: [],
    pagers: [{ route: 'pagerduty', send: pager }],
    clock: { now: () => 0 },
    scenarios: { world: () => ({}) },
    masking,
  } as unknown as DeliverDeps;
  const outcome = await createSend(deps)(
    { key: '1.1.0', incident: 1, body } as unknown as StoredEffect,
    lease,
  );
  return 'error' in outcome ? outcome.error : undefined;
}

describe('an effect that is sent', () => {
  it('has no error', async () => {
    expect(await failed({})).toBeUndefined();
  });

  it('is given up where its incident is not in the records', async () => {
    const { writer, ...rest } = { writer: { incident: async () => undefined } };
    const deps = { ...rest, writer, chats: [], pagers: [], masking } as unknown as DeliverDeps;
    const effect = { key: '1.1.0', incident: 1, body: page } as unknown as StoredEffect;
    expect(await createSend(deps)(effect, lease)).toMatchObject({
      effect,
      incident: undefined,
      error: { message: 'no such incident', code: 'no_incident', retry: false },
    });
  });

  it('of a drill calls nobody where it would leave it', async () => {
    let calls = 0;
    const error = await failed({ of: drill }, async () => {
      calls += 1;
    });
    expect(error).toMatchObject({ code: 'drill_outside', retry: false });
    expect(calls).toBe(0);
  });

  it('of a kind that nothing sends is tried again, for a newer airb may come', async () => {
    expect(await failed({ body: { kind: 'pigeon' } })).toMatchObject({
      message: 'nothing sends pigeon',
      code: 'unexpected',
      retry: true,
      uncertain: false,
    });
  });
});

describe('a port that fails', () => {
  it('says itself what comes of it', async () => {
    const error = new DeliveryError('Full.', { retry: true, code: 'full', afterMs: 7000, throttled: true });
    expect(await failed({}, () => Promise.reject(error))).toBe(error);
  });

  it.each([
    ['an error', new TypeError('x is not a function'), 'x is not a function'],
    ['anything', 'out of luck', 'out of luck'],
  ])('with %s is tried again', async (_, thrown, message) => {
    const error = await failed({}, () => Promise.reject(thrown));
    expect(error).toMatchObject({
      message,
      code: 'unexpected',
      retry: true,
      uncertain: false,
      cause: thrown,
    });
  });

  it('because another process may have taken over is looked at before it is repeated', async () => {
    const lost = new LeaseLostError('1.1.0');
    expect(await failed({}, () => Promise.reject(lost))).toMatchObject({
      message: lost.message,
      code: 'lease_over',
      retry: true,
      uncertain: true,
      cause: lost,
    });
  });

  it.each(['message', 'code'] as const)('and quotes a secret in its %s says it without', async (where) => {
    const key = `sk-${'Ab3dE6gH9jK2mN5p'.repeat(3)}`;
    const facts = { retry: true, afterMs: 7000, uncertain: true, throttled: true, gone: true };
    const texts = { message: 'refused', code: 'refused', [where]: `refused ${key}` };
    const error = await failed({}, () =>
      Promise.reject(new DeliveryError(texts.message, { ...facts, code: texts.code })),
    );
    expect(error).toMatchObject({ ...facts, [where]: expect.stringMatching(/^refused .*/) });
    expect(error?.[where]).not.toContain(key);
  });
});
