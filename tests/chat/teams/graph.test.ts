import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createTeams } from '../../../src/chat/teams/teams.ts';
import { expectLog, mayLog } from '../../support/log.ts';
import { message } from './support/activities.ts';
import { createMemory } from './support/connector.ts';
import { openTenant, optionsFor, type Tenant } from './support/tenant.ts';
import { addChannel, everyPermission, general, incidents, people } from './support/world.ts';

// At the start Teams may not answer yet where airb's place is; that is asked again.
mayLog(/^warn Teams does not show airb its place/);

const spec = { name: 'inc-20250217-1-support-bot', private: false, marker: 'airb:1' };
const card = (text: string) => ({ text, nodes: [{ type: 'text' as const, spans: [text] }] });
const without = (...names: string[]) => everyPermission.filter((name) => !names.includes(name));

const nobody = async () => ({ type: 'nothing' as const });

let tenant: Tenant;
afterEach(() => tenant.close());

const inThread = () =>
  (tenant.teams.world.conversations.get(incidents)?.messages ?? []).filter((message) => message.root);

describe('looking for what was sent', () => {
  it('goes back through the pages of a busy thread', async () => {
    tenant = await openTenant();
    const { room } = await tenant.chat.openRoom(spec);
    const since = tenant.teams.clock.now();
    tenant.teams.weather({ lost: true });
    await tenant.chat.post({ room }, card('once'), '1.2.1').catch(() => undefined);
    tenant.teams.weather({});
    const [sent] = inThread();
    const messages = tenant.teams.world.conversations.get(incidents)?.messages;
    for (let n = 0; n < 120; n += 1) {
      messages?.push({
        id: `${9_000_000_000_000 + n}`,
        ...(sent?.root ? { root: sent.root } : {}),
        at: since + n,
        from: people.ana.aad,
        activity: { type: 'message', text: `talk ${n}` },
        edits: 0,
      });
    }
    expect(await tenant.chat.find({ room }, { key: '1.2.1', since })).toBe(`${room}/${sent?.id}`);
  });

  it('remembers what was answered, so that a crash after it doubles nothing, not even in a 1:1 chat', async () => {
    tenant = await openTenant({ granted: [] });
    const message = await tenant.chat.post({ person: 'ana' }, card('a page'), '1.2.1');
    expect(await tenant.chat.find({ person: 'ana' }, { key: '1.2.1', since: tenant.teams.clock.now() })).toBe(
      message,
    );
    expect(tenant.troubles).toEqual([]);
  });

  it('counts a lost page as not arrived, because nobody may read a 1:1 chat: better twice than never', async () => {
    tenant = await openTenant();
    tenant.teams.weather({ lost: true, only: /activities$/ });
    await tenant.chat.post({ person: 'ana' }, card('a page'), '1.2.1').catch(() => undefined);
    tenant.teams.weather({});
    expect(
      await tenant.chat.find({ person: 'ana' }, { key: '1.2.1', since: tenant.teams.clock.now() }),
    ).toBeUndefined();
  });

  it('does not guess while Graph is out of order', async () => {
    tenant = await openTenant();
    const { room } = await tenant.chat.openRoom(spec);
    tenant.teams.weather({ down: true });
    const failure = await tenant.chat
      .find({ room }, { key: '1.2.1', since: tenant.teams.clock.now() })
      .catch((error) => error);
    expect(failure).toMatchObject({ retry: true });
  });

  it('posts go on when the record of them can not be written', async () => {
    expectLog(/^warn a sent message could not be noted/);
    tenant = await openTenant();
    const { room } = await tenant.chat.openRoom(spec);
    tenant.memory.remember = async () => {
      throw new Error('the disk is full');
    };
    expect(await tenant.chat.post({ room }, card('said'), '1.2.1')).toMatch(/^teams:/);
    const failure = await tenant.chat.openRoom({ ...spec, marker: 'airb:2' }).catch((error) => error);
    expect(failure).toMatchObject({ retry: true, code: 'memory' });
    expect(tenant.teams.world.conversations.get(incidents)?.messages).toHaveLength(2);
  });
});

describe('reading what a person pointed at', () => {
  const wrote = (room: string, from: string) =>
    tenant.teams.world.conversations.get(incidents)?.messages.push({
      id: '17',
      root: room.split('=')[1] ?? '',
      at: tenant.teams.clock.now(),
      from,
      activity: {
        type: 'message',
        textFormat: 'html',
        text: '<p>Refusals &lt; 5&nbsp;%<br>since <b>14:05</b> &amp; falling &constructor;</p>',
      },
      edits: 0,
    });

  it('gives the words and the name the organization knows', async () => {
    tenant = await openTenant();
    const { room } = await tenant.chat.openRoom(spec);
    wrote(room, people.ben.aad);
    expect(await tenant.chat.read(`${room}/17`)).toEqual({
      text: 'Refusals < 5 %\nsince 14:05 & falling &constructor;',
      author: 'Ben Okafor',
    });
  });

  it('marks a writer whom the organization file does not name', async () => {
    tenant = await openTenant();
    const { room } = await tenant.chat.openRoom(spec);
    wrote(room, people.dan.aad);
    expect(await tenant.chat.read(`${room}/17`)).toMatchObject({ author: 'Dan Weber (not listed)' });
  });

  it('gives nothing where it may not read', async () => {
    tenant = await openTenant({ granted: without('ChannelMessage.Read.Group') });
    const { room } = await tenant.chat.openRoom(spec);
    const message = await tenant.chat.post({ room }, card('a'), '1.2.1');
    expect(await tenant.chat.read(message)).toBeUndefined();
  });
});

describe('finding a place', () => {
  it('takes the channel’s name, its id, or a link copied from Teams', async () => {
    const link = `https://teams.microsoft.com/l/channel/${encodeURIComponent(incidents)}/incidents?groupId=1&tenantId=2`;
    for (const named of ['incidents', '#Incidents', incidents, link]) {
      tenant = await openTenant({ incidentsChannel: () => named });
      const { room } = await tenant.chat.openRoom(spec);
      expect(room).toContain(incidents);
      await tenant.close();
    }
    tenant = await openTenant();
  });

  it('knows the General channel, which Teams gives no name', async () => {
    tenant = await openTenant();
    await tenant.chat.post({ channel: 'General' }, card('opened'), '1.2.1');
    expect(tenant.teams.world.conversations.get(general)?.messages).toHaveLength(1);
  });

  it('finds a channel that was made after it was missed', async () => {
    tenant = await openTenant();
    const failure = await tenant.chat
      .post({ channel: 'support' }, card('x'), '1.2.1')
      .catch((error) => error);
    expect(failure).toMatchObject({ retry: false, code: 'no_channel:support' });
    expect(failure.message).toContain('AI operations');
    addChannel(tenant.teams.world, '19:support@thread.tacv2', 'support');
    await tenant.chat.post({ channel: 'support' }, card('x'), '1.2.1');
  });

  it('refuses what belongs to another platform', async () => {
    tenant = await openTenant();
    const failure = await tenant.chat.post({ room: 'slack:C1' }, card('x'), '1.2.1').catch((error) => error);
    expect(failure).toMatchObject({ retry: false, code: 'foreign_reference' });
  });
});

describe('calling people into a thread', () => {
  it('mentions each once, in one message, and names who is not in the team', async () => {
    tenant = await openTenant();
    const { room } = await tenant.chat.openRoom(spec);
    const missing = await tenant.chat.invite(room, ['ana', 'ben', 'eve', 'nobody']);
    expect(missing.map(({ person, why }) => `${person}: ${why}`).sort()).toEqual([
      'eve: not in the team, or no longer in Teams; a team owner can add them',
      'nobody: no Teams user in the organization file',
    ]);
    await tenant.chat.invite(room, ['ana', 'chloe']);
    const called = inThread().map((message) =>
      JSON.stringify(message.activity).match(/"mentioned":\{"id":"[^"]+/g),
    );
    const mention = (aad: string) => `"mentioned":{"id":"${aad}`;
    expect(called).toEqual([[mention(people.ana.aad), mention(people.ben.aad)], [mention(people.chloe.aad)]]);
  });

  it('reads the roster page by page where Teams knows no Entra ids', async () => {
    tenant = await openTenant();
    const { room } = await tenant.chat.openRoom(spec);
    const answer = { status: 404, body: { error: { code: 'MemberNotFoundInConversation' } } };
    tenant.teams.weather({ answer, only: /\/members\// });
    expect(await tenant.chat.invite(room, ['ana'])).toEqual([]);
    await tenant.chat.post({ person: 'ana' }, card('a page'), '1.2.1');
    const made = tenant.teams.calls.filter((call) => call.body.isGroup === false);
    expect(made.map((call) => call.body.members)).toEqual([[{ id: people.ana.mri }]]);
  });

  it('does not say people are missing when it is airb that is', async () => {
    tenant = await openTenant();
    const { room } = await tenant.chat.openRoom(spec);
    tenant.teams.weather({
      answer: { status: 403, body: { error: { code: 'BotNotInConversationRoster' } } },
    });
    const failure = await tenant.chat.invite(room, ['ana']).catch((error) => error);
    expect(failure).toMatchObject({ retry: false, code: 'teams_not_installed' });
  });

  it('pings whom a message names, and nobody when a kept-current one is drawn', async () => {
    tenant = await openTenant();
    const { room } = await tenant.chat.openRoom(spec);
    const naming = {
      text: 'Ana Lima, the update is due.',
      nodes: [
        { type: 'text' as const, spans: [{ person: 'ana', name: 'Ana Lima' }, ', the update is due.'] },
      ],
    };
    await tenant.chat.post({ room }, naming, '1.2.1');
    await tenant.chat.post({ room }, naming, '1:card');
    const pings = inThread().map((message) => JSON.stringify(message.activity).includes('"mentioned"'));
    expect(pings).toEqual([true, false]);
  });
});

describe('a file', () => {
  const file = { name: 'inc-1-postmortem.md', title: 'Postmortem', bytes: Buffer.from('# What happened') };

  it('goes into the channel’s folder, with a card that opens it', async () => {
    tenant = await openTenant();
    const { room } = await tenant.chat.openRoom(spec);
    await tenant.chat.upload({ room }, file, '1.2.1');
    expect(tenant.teams.world.files.get(`${incidents}/${file.name}`)?.toString()).toBe('# What happened');
    expect(JSON.stringify(inThread()[0]?.activity)).toContain(
      'https://files.example.com/inc-1-postmortem.md',
    );
  });

  it('is a card with its text and the room’s links where Teams gives airb no folder', async () => {
    tenant = await openTenant({ granted: without('Files.ReadWrite.All') });
    const { room } = await tenant.chat.openRoom(spec);
    await tenant.chat.addLinks(room, [
      { title: 'Incident page', url: 'https://airb.example.com/incidents/1' },
    ]);
    await tenant.chat.upload(
      { room },
      { ...file, bytes: Buffer.from(`# What happened\n${'x'.repeat(50_000)}`) },
      '1.2.1',
    );
    const activity = JSON.stringify(inThread()[0]?.activity);
    expect(activity).toContain('# What happened');
    expect(activity).toContain('https://airb.example.com/incidents/1');
    expect(activity.length).toBeLessThan(26_000);
  });

  it('goes to a person as a card', async () => {
    tenant = await openTenant();
    await tenant.chat.upload({ person: 'ana' }, file, '1.2.1');
    expect(
      await tenant.chat.find({ person: 'ana' }, { key: '1.2.1', since: tenant.teams.clock.now() }),
    ).toBeDefined();
  });
});

describe('what is missing', () => {
  const listing = 'TeamsAppInstallation.Read.Group';
  const codes = () => tenant.chat.problems().map((problem) => problem.code);

  it('is nothing when everything is granted', async () => {
    tenant = await openTenant();
    await tenant.chat.start(nobody);
    expect(tenant.chat.problems()).toEqual([]);
    expect(await tenant.chat.identity()).toMatchObject({
      channel: incidents,
      team: { groupId: tenant.teams.world.team.groupId },
      serviceUrl: tenant.teams.serviceUrl,
    });
  });

  it('is told with its cost, once for what costs the same', async () => {
    tenant = await openTenant({ granted: [] });
    await tenant.chat.start(nobody);
    expect(codes()).toEqual([
      'missing_permission:ChannelMessage.Read.Group',
      'missing_permission:TeamsAppInstallation.Read.Group',
      'missing_permission:Chat.Create',
      'missing_permission:ChatMember.ReadWrite.WhereInstalled',
      'missing_permission:Files.ReadWrite.All',
    ]);
    expect(
      tenant.chat
        .problems()
        .map((problem) => problem.text)
        .join(),
    ).toContain('private incidents have no room');
  });

  it('is told by the team itself, what only channels of their own need where each incident has one', async () => {
    const granted = without('TeamMember.Read.Group', 'Channel.Create.Group');
    tenant = await openTenant({ granted });
    await tenant.chat.start(nobody);
    expect(codes()).toEqual(['missing_permission:TeamMember.Read.Group']);
    await tenant.close();
    tenant = await openTenant({ granted, rooms: 'channel' });
    await tenant.chat.start(nobody);
    expect(codes()).toEqual([
      'missing_permission:Channel.Create.Group',
      'missing_permission:TeamMember.Read.Group',
    ]);
  });

  it('grows when a channel is refused, and shrinks when Teams grants what was missing', async () => {
    tenant = await openTenant({
      rooms: 'channel',
      granted: without('Channel.Create.Group', 'ChannelMessage.Read.Group', listing),
    });
    await tenant.chat.start(nobody);
    expect(codes()).not.toContain('missing_permission:Channel.Create.Group');
    await tenant.chat.openRoom(spec);
    expect(codes()).toEqual([
      'missing_permission:ChannelMessage.Read.Group',
      `missing_permission:${listing}`,
      'missing_permission:Channel.Create.Group',
    ]);
    tenant.teams.world.granted.add('ChannelMessage.Read.Group').add('Channel.Create.Group').add(listing);
    await tenant.chat.identity();
    await tenant.chat.openRoom({ ...spec, marker: 'airb:2' });
    expect(codes()).toEqual([]);
  });

  it('is the app in the team', async () => {
    expectLog(/^warn Teams does not show airb its place/);
    tenant = await openTenant();
    const status = 403;
    tenant.teams.weather({ answer: { status, body: { error: { code: 'BotNotInConversationRoster' } } } });
    await tenant.chat.start(nobody);
    expect(tenant.chat.problems()[0]?.text).toContain('Add the airb app');
  });

  it('is the address Teams has not told yet', async () => {
    tenant = await openTenant();
    const { teams, troubles } = tenant;
    const options = optionsFor(teams, createMemory(), troubles);
    const unheard = createTeams({ ...options, serviceUrl: teams.serviceUrl });
    await unheard.start(nobody);
    expect(unheard.problems().map((problem) => problem.code)).toContain('service_url');
    await unheard.stop();
  });

  it('is nearly everything in development, and one sentence says it', async () => {
    tenant = await openTenant();
    const { appId, appPassword, ...rest } = optionsFor(tenant.teams, tenant.memory, []);
    expect([appId, appPassword]).not.toContain(undefined);
    const playing = createTeams(rest);
    expect(playing.problems().map((problem) => problem.code)).toEqual(['development']);
    const failure = await playing
      .openRoom({ ...spec, private: true, people: ['ana'] })
      .catch((error) => error);
    expect(failure).toMatchObject({ retry: false });
    expect(tenant.teams.calls).toEqual([]);
  });
});

describe('in and out by one adapter', () => {
  it('hears Teams, learns where to answer, and answers there', async () => {
    expectLog(/^warn Teams does not show airb its place/);
    tenant = await openTenant();
    const { teams } = tenant;
    const heard: string[] = [];
    const memory = createMemory();
    // Nobody answers at the address it begins with.
    const chat = createTeams({ ...optionsFor(teams, memory, []), serviceUrl: 'http://127.0.0.1:9/' });
    await chat.start(async (input) => {
      heard.push(input.type === 'command' ? `${input.by.id}: ${input.text}` : input.type);
      return { type: 'nothing' };
    });
    const server = createServer(chat.requestListener);
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/messages`;
    const answer = await teams.deliver(target, message(teams.sender, { by: people.ana, text: 'status' }));
    expect(answer.status).toBe(200);
    expect(heard).toEqual(['ana: status']);
    await chat.stop();
    await chat.post({ channel: 'incidents' }, card('opened'), '1.2.1');
    expect(teams.world.conversations.get(incidents)?.messages).toHaveLength(1);
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });
});
