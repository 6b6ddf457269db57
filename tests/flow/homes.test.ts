import { beforeEach, describe, expect, it } from 'vitest';
import type { ChatInput } from '../../src/domain/chat/input.ts';
import { minute, second } from '../../src/domain/time.ts';
import { createHomes, type Homes } from '../../src/flow/homes.ts';
import type { OnChatInput } from '../../src/ports/chat.ts';
import type { Head } from '../../src/ports/records.ts';
import { down, type FakeChat, fakeChat, refused, throttled } from '../support/given-chat.ts';
import { testLog } from '../support/log.ts';
import { hash } from '../support/mask.ts';
import { sampleLibrary } from '../support/sample-library.ts';

let now: number;
let version: number;
let shown: string;
let chat: FakeChat;
let kept: Map<string, string>;
let homes: Homes;

const clock = { now: () => now };
const everybody = ['ana', 'ben', 'chloe', 'dev', 'eva', 'finn'];

const opening = (id: string): ChatInput => ({
  type: 'home',
  key: `slack:home:${id}`,
  at: now,
  by: { id, name: id, standing: 'listed' },
});

/** What the flow answers: a card that says the same to everybody. */
const answer: OnChatInput = async () => ({ type: 'home', card: { text: shown, nodes: [] } });

function begun(library = sampleLibrary()): Homes {
  return createHomes({
    store: {
      heads: async () => [{ number: 1, version } as Head],
      recall: async (key) => kept.get(key),
      remember: async (key, value) => void kept.set(key, value),
    },
    chats: [chat],
    library: () => library,
    clock,
    log: testLog,
    hash,
    answer,
  });
}

const open = (id: string) => homes.listening('slack', answer)(opening(id));
const drawn = () => chat.calls.filter((call) => call.startsWith('drawHome'));

async function change(text: string): Promise<void> {
  shown = text;
  version += 1;
}

async function later(ms: number): Promise<void> {
  now += ms;
  await homes.look();
}

beforeEach(() => {
  [now, version, shown] = [1_000_000, 1, 'quiet'];
  kept = new Map();
  chat = fakeChat({ clock, people: everybody });
  homes = begun();
});

describe('homes', () => {
  it('stay as they are while nothing they show has changed', async () => {
    await open('ana');
    await later(10 * second);
    // Something happened that this home does not show.
    version += 1;
    await later(10 * second);
    await later(5 * minute);
    expect(drawn()).toEqual([]);
  });

  it('are drawn once for a hundred changes that come together', async () => {
    await open('ana');
    await later(10 * second);
    for (let n = 0; n < 100; n += 1) {
      await change(`change ${n}`);
      await later(20);
    }
    await later(10 * second);
    expect(drawn().length).toBeLessThanOrEqual(2);
    expect(chat.homes.ana?.text).toBe('change 99');
  });

  it('are a trickle of calls where many are open, and all come to their turn', async () => {
    for (const id of everybody) await open(id);
    await later(10 * second);
    await change('worse');
    await later(5 * second);
    expect(drawn()).toHaveLength(5);
    await later(second);
    expect(drawn()).toHaveLength(5);
    await later(5 * second);
    expect(Object.keys(chat.homes).toSorted()).toEqual(everybody);
    expect(drawn()).toHaveLength(6);
  });

  it('wait as long as the platform asks, and show the newest then', async () => {
    await open('ana');
    await later(10 * second);
    chat.fail('drawHome', throttled(30 * second));
    await change('first');
    await later(10 * second);
    await change('second');
    await later(20 * second);
    expect(chat.homes).toEqual({});
    await later(11 * second);
    expect(chat.homes.ana?.text).toBe('second');
  });

  it('are tried again later where the chat is down, and given up where it refuses', async () => {
    await open('ana');
    await open('ben');
    await later(10 * second);
    chat.fail('drawHome', down(), refused('user_disabled'));
    await change('worse');
    await later(10 * second);
    await later(2 * minute);
    expect(chat.homes.ana?.text).toBe('worse');
    expect(chat.homes.ben).toBeUndefined();
    await change('even worse');
    await later(2 * minute);
    expect(drawn().filter((call) => call.includes('ben'))).toHaveLength(1);
  });

  it('go on after a restart, and for nobody who opened theirs yesterday', async () => {
    await open('ana');
    homes = begun();
    await homes.resume();
    expect(homes.any()).toBe(true);
    await later(10 * second);
    expect(chat.homes.ana?.text).toBe('quiet');
    await later(13 * 60 * minute);
    expect(homes.any()).toBe(false);
  });

  it('are nothing to somebody who is not in the organization file any more', async () => {
    await open('ana');
    const library = sampleLibrary();
    const people = library.organization.people.filter(({ id }) => id !== 'ana');
    homes = begun({ ...library, organization: { ...library.organization, people } });
    await homes.resume();
    expect(homes.any()).toBe(false);
  });

  it('begin anew where what was kept can not be read', async () => {
    kept.set('homes/watched', '{not json');
    await homes.resume();
    expect(homes.any()).toBe(false);
  });
});
