import { afterAll, describe, it } from 'vitest';
import { keyOf } from '../../src/chat/teams/render/message.ts';
import { execute, installation } from '../chat/teams/support/activities.ts';
import { type FakeMessage, incidents, type Json, people } from '../chat/teams/support/world.ts';
import { alert } from '../hostile/house.ts';
import { expectLog, mayLog } from '../support/log.ts';
import { sealedPress } from '../support/seal.ts';
import { until } from '../support/until.ts';
import type { Side } from './calls.ts';
import { type Look, look } from './ledger.ts';
import { atFirstOfEach } from './plans.ts';
import { leadership, openTeamsWorld, type TeamsWorld } from './teams-world.ts';

/** What goes to the Bot Connector on the way into an incident: one line for each kind. */
const calls = [
  'teams thread',
  'teams thread announcement',
  'teams chat',
  'teams post page',
  'teams post card',
  'teams post checklist',
  'teams post diagnosis',
  'teams say',
  'teams update',
];
// The app is added to its team only when airb runs, and whoever opens a thread hears that its card can't be pinned.
mayLog(/^warn Teams does not show airb its place/, /^warn Teams lets no bot pin a message/);
expectLog(/^warn found effects that were being sent when the process ended/);

const patience = 180_000;
const worlds: TeamsWorld[] = [];

afterAll(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

async function playOpening(side: Side): Promise<TeamsWorld> {
  const world = await openTeamsWorld(atFirstOfEach(calls, side));
  worlds.push(world);
  const { sender } = world.teams;
  await world.send('/api/messages', installation(sender, { by: people.ben }));
  await world.send('/alerts/alertmanager', alert());
  await settled(world, ({ incident }) => incident?.room !== undefined);
  const data = { airb: 1, verb: 'page.ack', value: sealedPress('page.ack', '1') };
  await world.send('/api/messages', execute(sender, { by: people.ana, verb: 'page.ack', data }));
  await settled(world, ({ events }) => events.some(({ type }) => type === 'acknowledged'));
  return world;
}

/** Waits until something came about and nothing is left to send but timers. */
async function settled(world: TeamsWorld, reached: (seen: Look) => boolean): Promise<void> {
  let open: Look['effects'] = [];
  const atRest = async () => {
    const [fault] = world.faults();
    if (fault) throw new Error(fault);
    const seen = await look(world);
    open = seen.effects.filter(
      ({ state, body }) => body.kind !== 'timer' && ['pending', 'sending', 'uncertain'].includes(state),
    );
    return reached(seen) && open.length === 0;
  };
  await until('the bot to come to rest', atRest, patience).catch((error: unknown) => {
    const left = open.map(({ key, lane, state, lastError }) => `${key} ${lane} ${state}: ${lastError ?? ''}`);
    throw new Error(`${String(error)}; left are ${left.join('; ')}`);
  });
}

const keyIn = ({ activity }: FakeMessage) => {
  const [card] = (activity.attachments ?? []) as { content: Json }[];
  return keyOf(card?.content);
};

/** How often each key stands in a channel, or in 1:1 chats. */
function counted(world: TeamsWorld, where: string): Record<string, number> {
  const places = [...world.teams.world.conversations.values()].filter((one) =>
    where === 'direct' ? one.kind === 'direct' : one.id === where,
  );
  const keys = places.flatMap(({ messages }) => messages.map(keyIn)).filter((key) => key !== undefined);
  return Object.fromEntries(keys.map((key) => [key, keys.filter((one) => one === key).length]));
}

const doubled = (counts: Record<string, number>) =>
  Object.entries(counts).flatMap(([key, count]) => (count === 1 ? [] : [`${key} stands ${count} times`]));

/**
 * The page and what tells two people of their roles: each once, and once more at the most for each death that met it on
 * the wire, because nobody can look there whether it arrived.
 */
function timesPaged(world: TeamsWorld): number {
  const counts = counted(world, 'direct');
  const most = 1 + world.deaths.length;
  const { '1:page:0:ana': times = 0, ...roles } = counts;
  if (Object.keys(roles).length !== 2 || Object.values(counts).some((count) => count > most))
    throw new Error(`1:1 chats hold ${JSON.stringify(counts)} after ${world.deaths.length} deaths`);
  return times;
}

const killedAt = ({ deaths }: TeamsWorld) => [...new Set(deaths.map(({ call }) => call.kind))].sort();

describe('the bot is killed with SIGKILL while it opens an incident in Teams', { timeout: 400_000 }, () => {
  it.concurrent('before each kind of call has happened: one thread, one of each card, and the page', async ({
    expect,
  }) => {
    const world = await playOpening('before');
    expect(await world.end()).toBe(0);
    expect(world.faults()).toEqual([]);
    expect(killedAt(world)).toEqual([...calls].sort());
    const thread = counted(world, incidents);
    expect(thread).toMatchObject({ 'airb:1': 1, '1:card': 1, '1:checklist': 1, '1:diagnosis': 1 });
    expect(doubled(thread)).toEqual([]);
    expect(counted(world, leadership)).toEqual({ '1:announcement:support-leadership': 1 });
    expect(timesPaged(world)).toBeGreaterThanOrEqual(1);
  });

  it.concurrent('after each kind of call has happened and before it knows: only the page, in a chat nobody may read, comes again', async ({
    expect,
  }) => {
    const world = await playOpening('after');
    expect(await world.end()).toBe(0);
    expect(world.faults()).toEqual([]);
    expect(killedAt(world)).toEqual([...calls].sort());
    const thread = counted(world, incidents);
    expect(thread).toMatchObject({ 'airb:1': 1, '1:card': 1, '1:checklist': 1, '1:diagnosis': 1 });
    expect(doubled(thread)).toEqual([]);
    expect(counted(world, leadership)).toEqual({ '1:announcement:support-leadership': 1 });
    expect(timesPaged(world)).toBeGreaterThan(1);
  });
});
