import { afterEach, describe, expect, it } from 'vitest';
import { createTeams } from '../../../src/chat/teams/teams.ts';
import { DeliveryError } from '../../../src/errors.ts';
import { createMemory } from './support/connector.ts';
import { openTenant, optionsFor, type Tenant } from './support/tenant.ts';
import { everyPermission, incidents, people } from './support/world.ts';

const spec = { name: 'inc-20250217-1-support-bot', private: false, marker: 'airb:1' };
const secret = { ...spec, private: true, people: ['ana', 'ben', 'nobody'] };
const card = (text: string) => ({ text, nodes: [] });
const without = (...names: string[]) => everyPermission.filter((name) => !names.includes(name));

let tenant: Tenant;
afterEach(() => tenant.close());

const rootsIn = (channel: string) =>
  tenant.teams.world.conversations.get(channel)?.messages.filter((message) => !message.root) ?? [];
const chatsThere = () => [...tenant.teams.world.conversations.values()].filter((one) => one.kind === 'chat');

async function failureOf(work: Promise<unknown>): Promise<DeliveryError> {
  const error: unknown = await work.then(
    () => undefined,
    (reason) => reason,
  );
  if (error instanceof DeliveryError) return error;
  throw new Error(`expected a DeliveryError, got ${String(error)}`);
}

describe('a thread per incident', () => {
  it('is its own announcement, and holds what follows as replies', async () => {
    tenant = await openTenant();
    const { room, announced, name } = await tenant.chat.openRoom(spec);
    expect({ announced, name }).toEqual({ announced: true, name: spec.name });
    await tenant.chat.post({ room }, card('triage'), '1.2.1');
    const [root] = rootsIn(incidents);
    expect(room).toBe(`teams:${incidents};messageid=${root?.id}`);
    const messages = tenant.teams.world.conversations.get(incidents)?.messages ?? [];
    expect(messages.map((message) => message.root)).toEqual([undefined, root?.id]);
  });

  it('is opened once although the answer was lost and the program was started anew', async () => {
    const memory = createMemory();
    tenant = await openTenant({ memory });
    tenant.teams.weather({ lost: true });
    expect(await failureOf(tenant.chat.openRoom(spec))).toMatchObject({ retry: true, uncertain: true });
    tenant.teams.weather({});
    tenant.teams.clock.advance(60_000);
    const again = openAgain(memory);
    const { room } = await again.openRoom(spec);
    expect(rootsIn(incidents)).toHaveLength(1);
    expect(room).toContain(`;messageid=${rootsIn(incidents)[0]?.id}`);
    expect(tenant.troubles).toEqual([]);
  });

  it('is opened a second time, and that is said, where airb may not look whether it was', async () => {
    tenant = await openTenant({ granted: without('ChannelMessage.Read.Group') });
    tenant.teams.weather({ lost: true });
    await failureOf(tenant.chat.openRoom(spec));
    tenant.teams.weather({});
    const { room } = await tenant.chat.openRoom(spec);
    expect(rootsIn(incidents)).toHaveLength(2);
    expect(room).toContain(`;messageid=${rootsIn(incidents)[1]?.id}`);
    expect(tenant.troubles.join()).toContain('teams_cannot_look_back');
  });

  it('is not looked for when Teams refused for certain', async () => {
    tenant = await openTenant();
    tenant.teams.weather({ answer: { status: 412 } });
    expect(await failureOf(tenant.chat.openRoom(spec))).toMatchObject({ retry: true, uncertain: false });
    tenant.teams.weather({});
    const before = tenant.teams.calls.length;
    await tenant.chat.openRoom(spec);
    expect(tenant.teams.calls.slice(before).map((call) => call.service)).toEqual(['connector']);
  });

  it('is adopted only when airb posted it', async () => {
    tenant = await openTenant();
    tenant.teams.weather({ answer: { status: 503 } });
    await failureOf(tenant.chat.openRoom(spec));
    tenant.teams.weather({});
    const content = { body: [{ type: 'TextBlock', id: `airb-key:${spec.marker}`, text: 'a trap' }] };
    const attachments = [{ contentType: 'application/vnd.microsoft.card.adaptive', content }];
    tenant.teams.world.conversations.get(incidents)?.messages.push({
      id: '17',
      at: tenant.teams.clock.now(),
      from: people.dan.aad,
      activity: { type: 'message', attachments },
      edits: 0,
    });
    const { room } = await tenant.chat.openRoom(spec);
    expect(room).not.toMatch(/;messageid=17$/);
  });

  it('keeps topic and links at its head after a restart', async () => {
    const memory = createMemory();
    tenant = await openTenant({ memory });
    const { room } = await tenant.chat.openRoom(spec);
    await tenant.chat.addLinks(room, [{ title: 'Runbook', url: 'https://runbooks.example/refusals' }]);
    const again = openAgain(memory);
    await again.setTopic(room, 'SEV1 · mitigating');
    const [root] = rootsIn(incidents);
    expect(JSON.stringify(root?.activity)).toContain('SEV1 · mitigating');
    expect(JSON.stringify(root?.activity)).toContain('https://runbooks.example/refusals');
    expect(root?.edits).toBe(2);
  });

  it('says so when a headline is wanted where airb opened nothing', async () => {
    tenant = await openTenant();
    const failure = await failureOf(tenant.chat.setTopic(`teams:${incidents};messageid=1`, 'x'));
    expect(failure).toMatchObject({ retry: false, code: 'teams_no_head' });
  });
});

describe('a channel per incident', () => {
  it('is not its own announcement, and has a headline of its own', async () => {
    tenant = await openTenant({ rooms: 'channel' });
    const { room, announced } = await tenant.chat.openRoom(spec);
    expect(announced).toBe(false);
    await tenant.chat.setTopic(room, 'SEV1');
    const [head] = rootsIn(room.slice('teams:'.length));
    expect(JSON.stringify(head?.activity)).toContain('SEV1');
  });

  it('adds a number when the name belongs to somebody else', async () => {
    tenant = await openTenant({ rooms: 'channel' });
    await tenant.chat.openRoom({ ...spec, marker: 'airb:2' });
    expect(await tenant.chat.openRoom(spec)).toMatchObject({ name: `${spec.name}-2` });
  });

  it('fits its name into what Teams allows', async () => {
    tenant = await openTenant({ rooms: 'channel' });
    const { name } = await tenant.chat.openRoom({ ...spec, name: `..inc/1: 50 % "off" ${'x'.repeat(60)}.` });
    expect(name).toMatch(/^inc-1- 50 - -off- x+$/);
    expect(name).toHaveLength(50);
  });

  it('becomes a thread where Teams does not grant channels, and the admin is told', async () => {
    tenant = await openTenant({ rooms: 'channel', granted: without('Channel.Create.Group') });
    const { room, announced } = await tenant.chat.openRoom(spec);
    expect(room).toContain(`${incidents};messageid=`);
    expect(announced).toBe(true);
    expect(tenant.troubles.join()).toMatch(/Channel\.Create\.Group.*threads in the incidents channel/);
  });
});

describe('people called into a thread', () => {
  const repliesIn = () =>
    (tenant.teams.world.conversations.get(incidents)?.messages ?? []).filter(({ root }) => root);

  it('are called once, though Teams lost the answer and another process tries again', async () => {
    tenant = await openTenant();
    const { room } = await tenant.chat.openRoom(spec);
    tenant.teams.weather({ lost: true, only: /^POST .*\/activities$/ });
    expect(await failureOf(tenant.chat.invite(room, ['ana', 'ben']))).toMatchObject({ uncertain: true });
    tenant.teams.weather({});
    expect(await openAgain(tenant.memory).invite(room, ['ana', 'ben', 'chloe'])).toEqual([]);
    expect(repliesIn().map(({ activity }) => activity.summary)).toEqual([
      'Ana Lima, Ben Okafor: you are needed in this incident.',
      'Chloe Martin: you are needed in this incident.',
    ]);
  });

  it('are not asked for again while Teams wants a pause', async () => {
    tenant = await openTenant();
    const { room } = await tenant.chat.openRoom(spec);
    const asked = (aad: string) => tenant.teams.calls.filter(({ path }) => path.includes(aad)).length;
    tenant.teams.weather({ answer: { status: 429 }, only: new RegExp(`members/${people.ben.aad}`) });
    await failureOf(tenant.chat.invite(room, ['ana', 'ben']));
    tenant.teams.clock.advance(60_000);
    await failureOf(tenant.chat.invite(room, ['ana', 'ben']));
    expect(asked(people.ana.aad)).toBe(1);
  });

  it('are called when the first attempt never arrived', async () => {
    tenant = await openTenant();
    const { room } = await tenant.chat.openRoom(spec);
    tenant.teams.weather({ down: true, only: /^POST .*\/activities$/ });
    await failureOf(tenant.chat.invite(room, ['ana']));
    tenant.teams.weather({});
    await tenant.chat.invite(room, ['ana']);
    expect(repliesIn()).toHaveLength(1);
  });
});

describe('a private incident', () => {
  it('is a group chat of the people who must act, with airb in it', async () => {
    tenant = await openTenant();
    const { room, announced } = await tenant.chat.openRoom(secret);
    const [chat] = chatsThere();
    expect(room).toBe(`teams:${chat?.id}`);
    expect(announced).toBe(false);
    expect(chat).toMatchObject({ members: [people.ana.aad, people.ben.aad], installed: true });
    expect(rootsIn(incidents)).toEqual([]);
    expect(await tenant.chat.invite(room, ['ana', 'chloe', 'finn'])).toEqual([
      { person: 'finn', why: expect.stringContaining('does not let airb add them') },
    ]);
    expect(chat?.members).toContain(people.chloe.aad);
  });

  it.each(['Chat.Create', 'AppCatalog.Read.All', 'TeamsAppInstallation.ReadWriteAndConsentSelfForChat.All'])(
    'stays shut without %s, in a sentence for the admin, and nothing public is opened',
    async (permission) => {
      tenant = await openTenant({ granted: without(permission), rooms: 'channel' });
      const failure = await failureOf(tenant.chat.openRoom(secret));
      expect(failure).toMatchObject({ retry: false, code: `missing_permission:${permission}` });
      expect(failure.message).toContain('opens nothing public');
      expect(rootsIn(incidents)).toEqual([]);
      expect(
        [...tenant.teams.world.conversations.values()].filter((one) => one.kind === 'channel'),
      ).toHaveLength(2);
    },
  );

  it('stays shut when nobody who must act is in Teams', async () => {
    tenant = await openTenant();
    const failure = await failureOf(tenant.chat.openRoom({ ...secret, people: ['nobody'] }));
    expect(failure).toMatchObject({ retry: false, code: 'teams_private_nobody' });
    expect(chatsThere()).toEqual([]);
  });

  it('calls nobody together again while airb is still kept out of the chat', async () => {
    tenant = await openTenant({
      granted: without('TeamsAppInstallation.ReadWriteAndConsentSelfForChat.All'),
    });
    await failureOf(tenant.chat.openRoom(secret));
    await failureOf(tenant.chat.openRoom(secret));
    expect(chatsThere()).toHaveLength(1);
    for (const name of everyPermission) tenant.teams.world.granted.add(name);
    await tenant.chat.openRoom(secret);
    expect(chatsThere()).toHaveLength(1);
  });

  it('has the new title of its incident, and where the package is an older one keeps its own and says why', async () => {
    tenant = await openTenant();
    const { room } = await tenant.chat.openRoom(secret);
    expect(await tenant.chat.renameRoom(room, 'inc-1: billing')).toBe('inc-1: billing');
    expect(chatsThere()[0]?.name).toBe('inc-1  billing');
    await tenant.close();

    tenant = await openTenant({ granted: without('ChatSettings.ReadWrite.Chat') });
    const older = await tenant.chat.openRoom(secret);
    const failure = await failureOf(tenant.chat.renameRoom(older.room, 'inc-1-billing'));
    expect(failure.message).toMatch(/the chat keeps its name: .*ChatSettings\.ReadWrite\.Chat/);
    expect(failure).toMatchObject({ retry: false });
    expect(chatsThere()[0]?.name).toBe(secret.name);
    expect(JSON.stringify(rootsIn(older.room.slice('teams:'.length))[0]?.activity)).toContain(
      'inc-1-billing',
    );
  });

  it('never takes over a chat that only has the right name', async () => {
    tenant = await openTenant();
    tenant.teams.weather({ lost: true, only: /^POST \/chats$/ });
    expect(await failureOf(tenant.chat.openRoom(secret))).toMatchObject({ uncertain: true });
    tenant.teams.weather({});
    const { room } = await tenant.chat.openRoom(secret);
    const [left, taken] = chatsThere();
    expect(room).toBe(`teams:${taken?.id}`);
    expect(left?.messages).toEqual([]);
  });
});

function openAgain(memory: ReturnType<typeof createMemory>) {
  return createTeams(optionsFor(tenant.teams, memory, tenant.troubles));
}
