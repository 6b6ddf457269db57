import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClient } from '../../../src/chat/teams/api/client.ts';
import { createTokens } from '../../../src/chat/teams/api/tokens.ts';
import { DeliveryError } from '../../../src/errors.ts';
import { appPassword, openTeams } from './support/connector.ts';
import { openTenant, type Tenant } from './support/tenant.ts';
import { people } from './support/world.ts';

const spec = { name: 'inc-20250217-1-support-bot', private: false, marker: 'airb:1' };
const card = (text: string) => ({ text, nodes: [] });
const refusal = (code: string, message = 'No.') => ({ error: { code, message } });

async function failureOf(work: Promise<unknown>): Promise<DeliveryError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason) => reason,
  );
  if (error instanceof DeliveryError) return error;
  throw new Error(`expected a DeliveryError, got ${String(error)}`);
}

/** Where nobody listens any more. */
async function closedAddress(): Promise<string> {
  const gone = await openTeams();
  await gone.close();
  return gone.serviceUrl;
}

let tenant: Tenant;
beforeEach(async () => {
  tenant = await openTenant();
});
afterEach(() => tenant.close());

async function postFailing(weather: Parameters<Tenant['teams']['weather']>[0]) {
  const { room } = await tenant.chat.openRoom(spec);
  tenant.teams.weather(weather);
  return failureOf(tenant.chat.post({ room }, card('hello'), '1.2.1'));
}

describe('when Teams asks airb to slow down', () => {
  it('takes the wait from its Retry-After, and holds other messages of the thread back without asking', async () => {
    const answer = { status: 429, headers: { 'retry-after': '9' } };
    const failure = await postFailing({ answer });
    expect(failure).toMatchObject({ retry: true, throttled: true, uncertain: false, afterMs: 9000 });
    tenant.teams.weather({});
    const before = tenant.teams.calls.length;
    const { room } = await tenant.chat.openRoom(spec);
    expect(await failureOf(tenant.chat.post({ room }, card('more'), '1.2.2'))).toMatchObject({
      throttled: true,
    });
    expect(tenant.teams.calls.length).toBe(before);
    tenant.teams.clock.advance(9000);
    await tenant.chat.post({ room }, card('more'), '1.2.2');
  });

  it('waits two to four seconds where it says nothing', async () => {
    const failure = await postFailing({ answer: { status: 429 } });
    expect(failure.afterMs).toBeGreaterThanOrEqual(2000);
    expect(failure.afterMs).toBeLessThan(4000);
  });
});

describe('when Teams stumbles', () => {
  it.each([500, 502, 503, 504])('a message answered with %i may have arrived', async (status) => {
    const failure = await postFailing({ answer: { status } });
    expect(failure).toMatchObject({ retry: true, uncertain: true, throttled: false });
  });

  it('a message refused for the moment has not', async () => {
    const failure = await postFailing({ answer: { status: 412, body: refusal('PreconditionFailed') } });
    expect(failure).toMatchObject({ retry: true, uncertain: false });
  });

  it('a message whose connection broke may have arrived, a change can simply be made again', async () => {
    const { room } = await tenant.chat.openRoom(spec);
    const message = await tenant.chat.post({ room }, card('a'), '1.2.1');
    tenant.teams.weather({ lost: true });
    const post = await failureOf(tenant.chat.post({ room }, card('b'), '1.2.2'));
    expect(post).toMatchObject({ retry: true, uncertain: true, code: 'unreachable' });
    const change = await failureOf(tenant.chat.redraw(message, card('c'), '1.2.3'));
    expect(change).toMatchObject({ retry: true, uncertain: false });
  });

  it('a message to a machine that takes no connection has not left', async () => {
    const { room } = await tenant.chat.openRoom(spec);
    const elsewhere = await openTenant({ memory: tenant.memory });
    tenant.memory.held.set('teams:service', await closedAddress());
    const failure = await failureOf(elsewhere.chat.post({ room }, card('hello'), '1.2.1'));
    await elsewhere.close();
    expect(failure).toMatchObject({ retry: true, uncertain: false, code: 'unreachable' });
  });

  it('a service that says nothing is not waited for', async () => {
    const { teams } = tenant;
    const tokens = createTokens({ clock: teams.clock });
    const { call } = createClient({
      tokens,
      serviceUrl: async () => teams.serviceUrl,
      clock: teams.clock,
      timeout: 30,
    });
    teams.weather({ slow: 300 });
    const failure = await failureOf(
      call({
        service: 'connector',
        method: 'POST',
        path: '/v3/conversations',
        body: {},
        kind: 'create',
        what: 'the message',
        makesAnother: true,
      }),
    );
    expect(failure).toMatchObject({ retry: true, uncertain: true });
    expect(failure.message).toContain('TimeoutError');
  });
});

describe('when Teams refuses for good', () => {
  it.each([
    [413, 'MessageSizeTooBig', 'too_big', /too long/],
    [403, 'MessageWritesBlocked', 'teams_blocked', /removed or blocked.*Add the airb app again/],
    [403, 'BotNotInConversationRoster', 'teams_not_installed', /Add the airb app/],
    [404, 'ConversationNotFound', 'conversation_gone', /Check that it is still there/],
    [400, 'BadSyntax', 'teams_BadSyntax', /refuses the message/],
  ])('%i %s is not tried again, and says what to do', async (status, code, ours, sentence) => {
    const failure = await postFailing({ answer: { status, body: refusal(code) } });
    expect(failure).toMatchObject({ retry: false, uncertain: false, code: ours });
    expect(failure.message).toMatch(sentence);
  });

  it('reads the reason where Teams hides it', async () => {
    const hidden = {
      error: { code: 'Forbidden', innerHttpError: { body: refusal('MessageWritesBlocked') } },
    };
    expect(await postFailing({ answer: { status: 403, body: hidden } })).toMatchObject({
      code: 'teams_blocked',
    });
    const below = { error: { code: 'Forbidden', subCode: 'MessageWritesBlocked' } };
    expect(await postFailing({ answer: { status: 403, body: below } })).toMatchObject({
      code: 'teams_blocked',
    });
  });

  it('a page of a proxy in place of an answer is not mistaken for one', async () => {
    const failure = await postFailing({ answer: { status: 418, body: 'no JSON object' } });
    expect(failure).toMatchObject({ retry: false, code: 'teams_418' });
  });
});

describe('logging in', () => {
  it('takes one token for each side and keeps it until shortly before it ends', async () => {
    const { teams, chat } = tenant;
    const logins = () =>
      teams.calls.filter((call) => call.service === 'login').map((call) => call.body.scope);
    const { room } = await chat.openRoom(spec);
    await Promise.all([chat.post({ room }, card('a'), '1.2.1'), chat.post({ room }, card('b'), '1.2.2')]);
    await chat.find({ room }, { key: '1.9.9', since: teams.clock.now() });
    expect(logins().sort()).toEqual([
      'https://api.botframework.com/.default',
      'https://graph.microsoft.com/.default',
    ]);
    teams.clock.advance(56 * 60_000);
    await chat.post({ room }, card('c'), '1.2.3');
    expect(logins()).toHaveLength(3);
  });

  it('takes a new one when the old one is not believed any more, and says so when that is no better', async () => {
    const { teams, chat } = tenant;
    const { room } = await chat.openRoom(spec);
    teams.weather({ answer: { status: 401 }, times: 1 });
    await chat.post({ room }, card('a'), '1.2.1');
    teams.weather({ answer: { status: 401 } });
    const failure = await failureOf(chat.post({ room }, card('b'), '1.2.2'));
    expect(failure).toMatchObject({ retry: false, uncertain: false, code: 'invalid_auth' });
    expect(failure.message).toContain('TEAMS_APP_PASSWORD');
  });

  it('says which setting is wrong', async () => {
    const wrong = await openTenant({ appPassword: 'a-wrong-word' });
    const failure = await failureOf(wrong.chat.openRoom(spec));
    await wrong.close();
    expect(failure).toMatchObject({ retry: false, code: 'invalid_auth' });
    expect(failure.message).toMatch(/secret is wrong.*TEAMS_APP_PASSWORD/);
    expect(failure.message).not.toContain('a-wrong-word');
  });

  it('shows no secret in what it throws', async () => {
    const failure = await postFailing({ answer: { status: 400, body: refusal('BadSyntax') } });
    expect(JSON.stringify([failure, failure.cause, failure.stack])).not.toContain(appPassword);
  });
});

describe('a person airb can’t write to', () => {
  it.each([
    ['eve', people.eve.name, 'no_chat', /either they left, or airb is not installed for them/],
    ['finn', people.finn.name, 'user_not_found', /they have left, or "teams:" .* is not their id/],
  ])('%s: whom, and what to do, once', async (person, name, code, what) => {
    const failure = await failureOf(tenant.chat.post({ person }, card('a page'), '1.2.1'));
    expect(failure).toMatchObject({ retry: false, code: `${code}:${name}` });
    expect(failure.message).toContain(name);
    expect(failure.message).toMatch(what);
  });

  it('somebody without a Teams user is named with the line to add', async () => {
    const failure = await failureOf(tenant.chat.post({ person: 'nobody' }, card('a page'), '1.2.1'));
    expect(failure).toMatchObject({ retry: false, code: 'no_account:nobody' });
    expect(failure.message).toContain('teams:');
  });

  it('a login that fails is not blamed on the person', async () => {
    tenant.teams.weather({ answer: { status: 401 }, only: /^POST \/v3\/conversations$/ });
    const failure = await failureOf(tenant.chat.post({ person: 'ana' }, card('a page'), '1.2.1'));
    expect(failure.code).toBe('invalid_auth');
  });
});

describe('a refusal with a code that every object answers to', () => {
  it.each(['toString', 'constructor', '__proto__'])('%s is told as any code nobody knows', async (code) => {
    const failure = await postFailing({ answer: { status: 400, body: refusal(code) } });
    expect(failure).toMatchObject({ retry: false, code: `teams_${code}` });
    expect(failure.message).toContain(code);
  });
});
