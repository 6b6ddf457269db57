import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { client, manifest, type Rig, refusal, rig } from './support/rig.ts';

let r: Rig;
beforeEach(async () => {
  r = await rig();
});
afterEach(() => r.close());

const create = (name: string, isPrivate = false) =>
  r.slack.conversations.create({ name, is_private: isPrivate });

async function channel(name: string, isPrivate = false): Promise<string> {
  const { channel: made } = await create(name, isPrivate);
  return String(made?.id);
}

describe('the bot opens a channel', () => {
  it('is its creator and its only member', async () => {
    const id = await channel('inc-1');
    const { members } = await r.slack.conversations.members({ channel: id });
    const { channel: info } = await r.slack.conversations.info({ channel: id });
    expect(members).toEqual(['UAIRB']);
    expect(info).toMatchObject({ name: 'inc-1', creator: 'UAIRB', is_member: true, is_private: false });
  });

  it.each([
    ['', 'invalid_name_required'],
    ['x'.repeat(81), 'invalid_name_maxlength'],
    ['Inc-1', 'invalid_name_specials'],
    ['inc 1', 'invalid_name_specials'],
    ['---', 'invalid_name_punctuation'],
    ['incidents', 'name_taken'],
  ])('refuses the name "%s"', async (name, error) => {
    expect(await refusal(create(name))).toBe(error);
  });

  it('finds an archived channel still holds its name', async () => {
    const id = await channel('inc-2');
    await r.slack.conversations.archive({ channel: id });
    expect(await refusal(create('inc-2'))).toBe('name_taken');
    expect(await refusal(r.slack.chat.postMessage({ channel: id, text: 'hi' }))).toBe('is_archived');
  });
});

describe('the bot invites people', () => {
  it('is told about each person who cannot come, and with force takes the others in', async () => {
    const id = await channel('inc-3');
    const users = 'U01ANA,U0NOBODY,UAIRB';
    expect(await refusal(r.slack.conversations.invite({ channel: id, users }))).toBe('user_not_found');
    const answer = await r.slack.conversations.invite({ channel: id, users, force: true });
    expect(answer.errors).toEqual([
      { user: 'U0NOBODY', ok: false, error: 'user_not_found' },
      { user: 'UAIRB', ok: false, error: 'cant_invite_self' },
    ]);
    expect(await refusal(r.slack.conversations.invite({ channel: id, users: 'U01ANA' }))).toBe(
      'already_in_channel',
    );
  });
});

describe('a private channel the bot is not in', () => {
  it('does not exist for the bot', async () => {
    const id = await channel('secret', true);
    const room = r.sandbox.dump().channels.find((c) => c.id === id);
    room?.members.splice(0);
    const { channels } = await r.slack.conversations.list({ types: 'public_channel,private_channel' });
    expect(channels?.map((c) => c.name)).not.toContain('secret');
    expect(await refusal(r.slack.conversations.info({ channel: id }))).toBe('channel_not_found');
    expect(await refusal(r.slack.chat.postMessage({ channel: id, text: 'hi' }))).toBe('channel_not_found');
  });
});

describe('topics and listings', () => {
  it('refuses a topic over 250 characters', async () => {
    const id = await channel('inc-4');
    expect(await refusal(r.slack.conversations.setTopic({ channel: id, topic: 'x'.repeat(251) }))).toBe(
      'too_long',
    );
    await r.slack.conversations.setTopic({ channel: id, topic: 'SEV2' });
    const { channel: info } = await r.slack.conversations.info({ channel: id });
    expect(info?.topic?.value).toBe('SEV2');
  });

  it('walks a long list by cursor', async () => {
    for (const n of [1, 2, 3]) await create(`page-${n}`);
    const names: string[] = [];
    let cursor = '';
    do {
      const page = await r.slack.conversations.list({ limit: 2, ...(cursor ? { cursor } : {}) });
      names.push(...(page.channels ?? []).map((c) => String(c.name)));
      cursor = page.response_metadata?.next_cursor ?? '';
    } while (cursor);
    const known = r.sandbox.dump().channels.filter(({ kind }) => kind === 'channel');
    expect(names.toSorted()).toEqual(known.map(({ name }) => name).toSorted());
    expect(names.length).toBeGreaterThan(6);
  });
});

describe('who may call', () => {
  it('is asked for a token it gave out', async () => {
    expect(await refusal(client(r.url, 'wrong').auth.test())).toBe('invalid_auth');
    const bare = await fetch(`${r.url}/sandbox/slack/api/auth.test`, { method: 'POST' });
    expect(await bare.json()).toEqual({ ok: false, error: 'not_authed' });
  });

  it('learns its scopes from auth.test and its missing ones from each call', async () => {
    const auth = await r.slack.auth.test();
    expect(auth).toMatchObject({ user_id: 'UAIRB', bot_id: 'BAIRB', team_id: 'T0AIRB' });
    expect(auth.response_metadata?.scopes).toEqual(manifest.oauth_config.scopes.bot);
    expect(await refusal(r.slack.usergroups.list())).toBe('missing_scope');
  });

  it('says which scope is missing and which were granted', async () => {
    const poor = structuredClone(manifest);
    poor.oauth_config.scopes.bot = ['chat:write'];
    const other = await rig({ manifest: poor });
    const answer = await fetch(`${other.url}/sandbox/slack/api/conversations.create`, {
      method: 'POST',
      headers: { authorization: 'Bearer sandbox-token', 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'x' }),
    });
    expect(await answer.json()).toMatchObject({
      error: 'missing_scope',
      needed: 'channels:manage',
      provided: 'chat:write',
    });
    await other.close();
  });

  it('does not know methods it does not play', async () => {
    expect(await refusal(r.slack.apiCall('conversations.kick', {}))).toBe('unknown_method');
    expect(await refusal(r.slack.apiCall('constructor', {}))).toBe('unknown_method');
  });
});

describe('people', () => {
  it('are found by id and by address, and by nothing else', async () => {
    const { user } = await r.slack.users.lookupByEmail({ email: 'ben.okafor@example.com' });
    expect(user?.id).toBe('U01BEN');
    expect((await r.slack.users.info({ user: 'U01ANA' })).user?.profile?.email).toBe('ana.lima@example.com');
    expect(await refusal(r.slack.users.info({ user: 'U0' }))).toBe('user_not_found');
    expect(await refusal(r.slack.users.lookupByEmail({ email: 'no@example.com' }))).toBe('users_not_found');
  });
});
