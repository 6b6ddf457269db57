import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createAuthenticate } from '../../../src/chat/teams/inbound/auth.ts';
import { expectLog } from '../../support/log.ts';
import { message } from './support/activities.ts';
import { type DoorOfBot, openDoor, thread } from './support/door.ts';
import { createSigner, signToken } from './support/tokens.ts';
import { type Json, people } from './support/world.ts';

const stranger = createSigner('own-key');
const impostor = createSigner('teams-key');
let door: DoorOfBot;
const seconds = () => Math.floor(Date.now() / 1000);
const said = (changes: Json = {}) =>
  message(door.teams.sender, { by: people.ana, text: 'status', conversation: thread }, changes);

/** botbuilder writes refused tokens to the console. */
function hush(): void {
  vi.spyOn(console, 'error').mockImplementation(() => {});
}

describe('a request at the door', () => {
  beforeEach(async () => {
    hush();
    door = await openDoor();
  });
  afterEach(() => door.close());

  it('is taken when Teams signed it', async () => {
    const answer = await door.send(said());
    expect([answer.status, await answer.text()]).toEqual([200, '']);
    expect(door.inputs).toMatchObject([
      { type: 'command', text: 'status', by: { id: 'ana', standing: 'listed' } },
    ]);
  });

  it.each<[string, () => string, RegExp]>([
    ['without a token', () => '', /carries no token/],
    ['with a token that is none', () => 'Bearer abc', /carries no token/],
    ['with a token that is no JSON', () => 'Bearer a.b.c', /carries no token/],
    ['with another scheme', () => door.teams.authorization().replace('Bearer', 'Basic'), /carries no token/],
    [
      'signed by another key of the same name',
      () => door.teams.authorization({}, impostor),
      /invalid signature/,
    ],
    ['signed by a key nobody published', () => door.teams.authorization({}, stranger), /Signing Key/],
    [
      'issued by somebody else',
      () => door.teams.authorization({ iss: 'https://sts.windows.net/x/' }),
      /issued by/,
    ],
    ['for another bot', () => door.teams.authorization({ aud: 'another-bot' }), /Invalid AppId/],
    ['that has expired', () => door.teams.authorization({ exp: seconds() - 3600 }), /expired/],
    ['that is not valid yet', () => door.teams.authorization({ nbf: seconds() + 3600 }), /not active/],
    [
      'of another tenant',
      () => door.teams.authorization({ tid: 'another-tenant' }),
      /of the tenant another-tenant/,
    ],
    [
      'for another service URL',
      () => door.teams.authorization({ serviceurl: 'https://evil.example' }),
      /ServiceUrl/,
    ],
    ['without a service URL', () => door.teams.authorization({ serviceurl: undefined }), /ServiceUrl/],
  ])('is refused %s, with no word to the stranger and a reason in the log', async (_how, token, why) => {
    expectLog(why);
    const answer = await door.teams.deliver(door.target, said(), { authorization: token() });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(await answer.json()).toEqual({ type: 'about:blank', title: 'Unauthorized', status: 401 });
    expect(door.inputs).toEqual([]);
  });

  it('is refused unsigned: a token that says its algorithm is "none"', async () => {
    expectLog(/refused a request/);
    const [head = '', claims = ''] = door.teams.authorization().slice('Bearer '.length).split('.');
    const none = Buffer.from(JSON.stringify({ alg: 'none', kid: 'teams-key' })).toString('base64url');
    for (const token of [`${none}.${claims}.AA`, `${head}.${claims}.AA`]) {
      const answer = await door.teams.deliver(door.target, said(), { authorization: `Bearer ${token}` });
      expect(answer.status).toBe(401);
    }
    expect(door.inputs).toEqual([]);
  });

  it.each<[string, () => Json, RegExp]>([
    ['comes by another channel', () => ({ channelId: 'webchat' }), /not by Teams/],
    ['comes by no channel', () => ({ channelId: undefined }), /not by Teams/],
    ['comes from another tenant', () => ({ channelData: { tenant: { id: 'other' } } }), /the tenant other/],
    [
      'names two tenants',
      () => ({ conversation: { id: thread, conversationType: 'channel', tenantId: 'other' } }),
      /the tenant other/,
    ],
    ['names no tenant', () => ({ channelData: {}, conversation: { id: thread } }), /no tenant/],
    ['would be answered over plain HTTP', () => ({ serviceUrl: 'http://smba.example/' }), /not https/],
  ])('is refused when it %s', async (_how, changes, why) => {
    expectLog(why);
    const activity = said(changes());
    const authorization = door.teams.authorization({ serviceurl: activity.serviceUrl });
    const answer = await door.teams.deliver(door.target, activity, { authorization });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toEqual({ type: 'about:blank', title: 'Forbidden', status: 403 });
    expect(door.inputs).toEqual([]);
  });

  it('is refused when the key that signed it may not sign for Teams', async () => {
    expectLog(/endorsement/);
    const webchat = createSigner('webchat-key', ['webchat']);
    door.teams.signers.push(webchat);
    const authorization = door.teams.authorization({}, webchat);
    const answer = await door.teams.deliver(door.target, said(), { authorization });
    expect(answer.status).toBe(401);
    expect((await door.send(said())).status).toBe(200);
  });

  it('is asked to come again while the keys can not be read', async () => {
    const authenticate = createAuthenticate({
      appId: door.teams.world.appId,
      appPassword: 'password-in-tests',
      tenantId: door.teams.world.tenantId,
      development: true,
      openId: { issuer: door.teams.openId.issuer, metadataUrl: 'http://127.0.0.1:1/openid' },
    });
    const { serviceUrl, world } = door.teams;
    const activity = { channelId: 'msteams', serviceUrl, tenants: [world.tenantId] };
    expect(await authenticate(activity, door.teams.authorization())).toMatchObject({
      ok: false,
      status: 503,
    });
  });

  it('is refused by size, kind, shape, path and method before anything is asked of it', async () => {
    expectLog(/^warn refused a request to \/api\/messages/);
    const post = (body: string, type = 'application/json', path = door.target) =>
      fetch(path, {
        method: 'POST',
        headers: { 'content-type': type, authorization: 'Bearer a.b.c' },
        body,
      }).then((answer) => answer.status);
    const unsigned = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' };
    expect((await fetch(door.target, unsigned)).status).toBe(401);
    expect(await post(JSON.stringify({ text: 'x'.repeat(1_100_000) }))).toBe(413);
    expect(await post('<xml/>', 'text/xml')).toBe(415);
    expect(await post('{"type":"message"')).toBe(400);
    expect(await post('null')).toBe(400);
    expect(await post('{"type":"message"}')).toBe(400);
    expect(await post(JSON.stringify(said({ conversation: { id: 'a/b' } })))).toBe(400);
    expect(await post('{}', 'application/json', door.target.replace('messages', 'other'))).toBe(404);
    expect((await fetch(door.target)).status).toBe(405);
    expect(door.inputs).toEqual([]);
  });
});

describe('a forged token of another bot or the Emulator', () => {
  beforeEach(async () => {
    hush();
    door = await openDoor();
  });
  afterEach(() => door.close());

  it('never reaches the rules botbuilder has for those', async () => {
    expectLog(/^warn refused a request to \/api\/messages/);
    const { ToBotFromBotOrEmulatorTokenValidationParameters: rules } = await import(
      'botframework-connector/lib/auth/tokenValidationParameters.js'
    );
    const issuers = [...(rules.issuer ?? [])];
    const tid = door.teams.world.tenantId;
    const claims = { iss: 'https://sts.windows.net/evil/', tid, appid: 'x', aud: 'x' };
    const authorization = `Bearer ${signToken(stranger, claims)}`;
    const answer = await door.teams.deliver(door.target, said(), { authorization });
    expect(answer.status).toBe(401);
    expect(rules.issuer).toEqual(issuers);
  });
});

describe('without an app id', () => {
  afterEach(() => door?.close());

  it('airb refuses to start', () => {
    expect(() => createAuthenticate({ development: false })).toThrow(/TEAMS_APP_ID is not set/);
  });

  it('airb refuses to start with an app that has no secret or no tenant', () => {
    expect(() => createAuthenticate({ appId: 'app', development: false })).toThrow(/TEAMS_APP_PASSWORD/);
    expect(() => createAuthenticate({ appId: 'app', appPassword: 'secret', development: true })).toThrow(
      /TEAMS_TENANT_ID/,
    );
  });

  const bare = { appId: undefined, appPassword: undefined, tenantId: undefined, openId: undefined };

  it('takes what this machine sends, in development', async () => {
    expectLog(/^warn Teams does not show airb its place/);
    door = await openDoor({ ...bare, development: true });
    const answer = await door.teams.deliver(door.target, said(), { authorization: '' });
    expect(answer.status).toBe(200);
    expect(door.inputs).toHaveLength(1);
  });

  it('takes nothing that would be answered elsewhere, or that a stranger could have sent through a tunnel', async () => {
    expectLog(/^warn refused a request to \/api\/messages/, /^warn Teams does not show airb its place/);
    door = await openDoor({ ...bare, development: true });
    const elsewhere = await door.teams.deliver(door.target, said({ serviceUrl: 'http://smba.example/' }), {
      authorization: '',
    });
    const tunnel = await posted(said(), { 'x-forwarded-for': '203.0.113.7' });
    const rebound = await posted(said(), { host: 'evil.example' });
    expect([elsewhere.status, tunnel, rebound]).toEqual([403, 403, 403]);
    expect(door.inputs).toEqual([]);
  });
});

/** fetch sets the Host header itself. */
function posted(activity: Json, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(
      door.target,
      { method: 'POST', headers: { 'content-type': 'application/json', ...headers } },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      },
    );
    sent.on('error', reject);
    sent.end(JSON.stringify(activity));
  });
}
