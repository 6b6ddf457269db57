import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DeliveryError } from '../../../src/errors.ts';
import type { Chat, Turn } from '../../../src/ports/chat.ts';
import { openTenant, type Tenant } from './support/tenant.ts';
import { people } from './support/world.ts';

let tenant: Tenant;
let room: string;
beforeEach(async () => {
  tenant = await openTenant();
  Object.assign(tenant.teams.world.users.find(({ aad }) => aad === people.ana.aad) ?? {}, { gone: true });
  ({ room } = await tenant.chat.openRoom({ name: 'inc-1', private: false, marker: 'airb:1' }));
});
afterEach(() => tenant.close());

const card = (text: string) => ({ text, nodes: [] });

/** One go at an effect. @returns `done`, or the milliseconds Teams is given to rest before the next */
async function go(key: string, work: (chat: Chat) => Promise<unknown>): Promise<number | 'done' | undefined> {
  const turn: Turn = { key, incident: 1, rank: 2, urgent: false, again: false, check: () => undefined };
  try {
    await tenant.chat.inTurn(turn, work);
    return 'done';
  } catch (error) {
    if (error instanceof DeliveryError && error.throttled) return error.afterMs;
    throw error;
  }
}

const say = (key: string) => go(key, (chat) => chat.post({ room }, card(key), key));
const call = () => go('1.7.2', (chat) => chat.invite(room, ['ana', 'ben']));
const rosterReads = () => tenant.teams.calls.filter(({ path }) => /members/.test(path)).length;

describe('five messages at once are what a thread takes, and then three in two seconds', () => {
  beforeEach(async () => {
    for (const n of [1, 2, 3, 4, 5]) expect(await say(`1.5.${n}`)).toBe('done');
  });

  it('calling people, which asks who is there before it writes, ends beside everything else that is said', async () => {
    const wait = Number(await call());
    const read = rosterReads();
    expect(read).toBeGreaterThan(1);
    for (const n of [1, 2, 3]) expect(Number(await say(`1.9.${n}`))).toBeGreaterThan(wait);
    tenant.teams.clock.advance(wait);
    for (const n of [1, 2, 3]) expect(Number(await say(`1.9.${n}`))).toBeGreaterThan(0);
    expect(await call()).toBe('done');
    expect(rosterReads()).toBe(read);
  });

  it('another thread is not held up', async () => {
    await call();
    const other = await tenant.chat.openRoom({ name: 'inc-2', private: false, marker: 'airb:2' });
    expect(await go('2.1.1', (chat) => chat.post({ room: other.room }, card('x'), '2.1.1'))).toBe('done');
  });
});
