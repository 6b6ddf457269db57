import type { Card } from '../../src/domain/chat/card.ts';
import type { RoomRef } from '../../src/domain/refs.ts';
import { DeliveryError } from '../../src/errors.ts';
import type { Chat, ChatPlace, Posted, RoomSpec, Turn } from '../../src/ports/chat.ts';
import type { Clock } from '../../src/ports/clock.ts';

export interface Post {
  ref: string;
  key: string;
  at: number;
  text: string;
  card?: Card;
  file?: { name: string; text: string };
}

export interface Room extends RoomSpec {
  ref: RoomRef;
  topic: string;
  members: string[];
  links: string[];
  pins: string[];
  posts: Post[];
  /** What stands beside it. */
  canvas?: string;
}

/** A chat platform in memory that keeps the port's promises; see `fake-chat.test.ts`. */
export interface FakeChat extends Chat {
  rooms: Map<string, Room>;
  /** Every call, in order: `post room 1.2.0`. */
  calls: string[];
  /** What stands on the home of each person. */
  homes: Record<string, Card>;
  /** As whose turn each effect ran, in order. */
  turns: Turn[];
  /** People whom the chat does not know any more. */
  gone: Set<string>;
  /** The next calls of these methods fail so, before anything happens; first in, first out. */
  fail: (method: Exclude<keyof Chat, 'name' | 'cannot' | 'inTurn'>, ...errors: DeliveryError[]) => void;
  /** Calls take effect but their answers are lost, or nothing answers. */
  weather: 'fine' | 'answers lost' | 'down';
  /** False where the platform refuses charts. */
  charts: boolean;
  /** Takes a room away from airb: whoever speaks there hears that it is gone. */
  lose(ref: RoomRef): void;
  /** True where airb may come back into a room by itself. */
  regains: boolean;
  /** Texts of a room, channel or person, oldest first. */
  texts(place: string): string[];
}

/** What airb's adapters say in these cases. */
export const down = () => new DeliveryError('The chat is down.', { retry: true, code: 'down' });
export const throttled = (afterMs: number) =>
  new DeliveryError('Slower.', { retry: true, throttled: true, afterMs, code: 'ratelimited' });
export const lost = () =>
  new DeliveryError('No answer came.', { retry: true, uncertain: true, code: 'no_answer' });
export const lostRoom = () =>
  new DeliveryError('The channel is archived.', { retry: false, gone: true, code: 'is_archived' });
export const refused = (code: string) => new DeliveryError(`The chat says ${code}.`, { retry: false, code });

interface Options {
  name?: string;
  clock: Clock;
  people?: string[];
  channels?: string[];
  /** Messages a room takes at once before it asks to slow down, one more each second; no limit when left out. */
  burst?: number;
}

export function fakeChat({
  clock,
  name = 'slack',
  people = ['ana', 'ben'],
  channels = ['incidents'],
  burst,
}: Options): FakeChat {
  const rooms = new Map<string, Room>();
  const budgets = new Map<string, { left: number; at: number }>();
  const failures = new Map<string, DeliveryError[]>();
  const lostRooms = new Set<string>();
  let made = 0;
  for (const channel of channels) add({ name: channel, private: false, marker: '' });

  function add(spec: RoomSpec): Room {
    const room = {
      ...spec,
      ref: `${name}:${spec.name}`,
      topic: '',
      members: [],
      links: [],
      pins: [],
      posts: [],
    };
    rooms.set(spec.name, room);
    return room;
  }

  /** One call: fails as told, else does its work, and perhaps loses the answer. */
  async function call<T>(method: string, what: string, work: () => T, changes = false): Promise<T> {
    chat.calls.push(`${method} ${what}`.trim());
    const told = failures.get(method)?.shift();
    if (told && !told.uncertain) throw told;
    if (chat.weather === 'down') throw down();
    const answer = work();
    if (told || (changes && chat.weather === 'answers lost')) throw told ?? lost();
    return answer;
  }

  function placed(place: ChatPlace): Room {
    if ('person' in place) {
      if (!people.includes(place.person) || chat.gone.has(place.person))
        throw refused(`no_account:${place.person}`);
      const name = `@${place.person}`;
      return rooms.get(name) ?? add({ name, private: true, marker: '' });
    }
    const name =
      'room' in place
        ? place.room.slice(place.room.indexOf(':') + 1)
        : 'channel' in place
          ? place.channel
          : place.thread.slice(place.thread.indexOf(':') + 1, place.thread.indexOf('/'));
    const room = rooms.get(name);
    if (!room) throw refused(`no_channel:${name}`);
    if (lostRooms.has(room.ref)) throw lostRoom();
    return room;
  }

  function put(place: ChatPlace, post: Omit<Post, 'ref' | 'at'>): string {
    const room = placed(place);
    spend(room.name);
    made += 1;
    const ref = `${room.ref}/${made}`;
    room.posts.push({ ...post, ref, at: clock.now() });
    return ref;
  }

  function spend(name: string): void {
    if (burst === undefined) return;
    const budget = budgets.get(name) ?? { left: burst, at: clock.now() };
    const left = Math.min(burst, budget.left + (clock.now() - budget.at) / 1000);
    if (left < 1) throw throttled(Math.ceil((1 - left) * 1000));
    budgets.set(name, { left: left - 1, at: clock.now() });
  }

  const whole = (ref: string) =>
    [...rooms.values()].flatMap((room) => room.posts).find((post) => post.ref === ref);

  function known(ref: string): Post {
    const post = whole(ref);
    if (!post) throw refused('message_gone');
    return post;
  }

  /** The room itself, or where another incident has the name, the first free `name-2`, `name-3`. */
  function named(spec: RoomSpec): Room {
    for (let n = 1; ; n += 1) {
      const name = n === 1 ? spec.name : `${spec.name}-${n}`;
      const room = rooms.get(name);
      if (!room) return add({ ...spec, name });
      if (lostRooms.has(room.ref)) continue;
      if (room.marker === spec.marker && room.private === spec.private) return room;
    }
  }

  /** The name itself, or where another room has it, the first free one. Refs stay as they are. */
  function renamed(ref: string, wanted: string): string {
    const room = placed({ room: ref });
    const others = [...rooms.values()].filter((one) => one !== room).map((one) => one.name);
    for (let n = 1; ; n += 1) {
      const name = n === 1 ? wanted : `${wanted}-${n}`;
      if (others.includes(name)) continue;
      room.name = name;
      return name;
    }
  }

  const chat: FakeChat = {
    name,
    cannot: [],
    turns: [],
    inTurn(turn, work) {
      chat.turns.push(turn);
      return work(checkedBefore(turn, chat));
    },
    rooms,
    calls: [],
    weather: 'fine',
    charts: true,
    regains: false,
    lose: (ref) => void lostRooms.add(ref),
    gone: new Set(),
    fail: (method, ...errors) => void failures.set(method, [...(failures.get(method) ?? []), ...errors]),
    texts: (place) => rooms.get(place)?.posts.map((post) => post.text) ?? [],
    openRoom: (spec) =>
      call(
        'openRoom',
        spec.name,
        () => {
          const room = named(spec);
          return { room: room.ref, name: room.name, announced: false };
        },
        true,
      ),
    regainRoom: (ref) =>
      call('regainRoom', ref, () => {
        const room = rooms.get(ref.slice(ref.indexOf(':') + 1));
        if (room === undefined || !chat.regains) return false;
        lostRooms.delete(ref);
        return true;
      }),
    archiveRoom: (ref) => call('archiveRoom', ref, () => true),
    renameRoom: (ref, wanted) => call('renameRoom', `${ref} ${wanted}`, () => renamed(ref, wanted), true),
    invite: (room, ids) =>
      call('invite', ids.join(), () => {
        const { members } = placed({ room });
        const [there, missing] = [
          ids.filter((id) => people.includes(id)),
          ids.filter((id) => !people.includes(id)),
        ];
        members.push(...there.filter((id) => !members.includes(id)));
        return missing.map((person) => ({ person, why: 'has no account' }));
      }),
    setTopic: (room, topic) => call('setTopic', topic, () => void Object.assign(placed({ room }), { topic })),
    addLinks: (room, links) =>
      call('addLinks', '', () => {
        const web = links.map(({ url }) => url).filter((url) => /^https?:/.test(url));
        const { links: there } = placed({ room });
        there.push(...web.filter((url) => !there.includes(url)));
      }),
    writeCanvas: (room, { title, markdown, kept }) =>
      call(
        'writeCanvas',
        title,
        () => {
          const there = placed({ room });
          if (kept && there.canvas === undefined) return false;
          there.canvas = markdown;
          return true;
        },
        true,
      ),
    post: (place, card, key) => call('post', key, () => put(place, { key, text: card.text, card }), true),
    redraw: (message, card, key) =>
      call(
        'redraw',
        key,
        () => {
          if (lostRooms.has(message.slice(0, message.lastIndexOf('/')))) throw lostRoom();
          Object.assign(known(message), { text: card.text, card });
        },
        true,
      ),
    homes: {},
    drawHome: (person, card) =>
      call('drawHome', person, () => void Object.assign(chat.homes, { [person]: card })),
    pin: (message) =>
      call('pin', '', () => {
        const { pins } = placed({ room: message.slice(0, message.lastIndexOf('/')) });
        if (!pins.includes(message)) pins.push(message);
      }),
    upload: (place, { name, title, bytes }, key) =>
      call(
        'upload',
        key,
        () => put(place, { key, text: title, file: { name, text: bytes.toString() } }),
        true,
      ),
    drawsCharts: async () => chat.charts,
    find: (place, posted) => call('find', posted.key, () => sentIn(placed(place), posted)?.ref),
    remove: (place, posted) =>
      call(
        'remove',
        posted.key,
        () => {
          const room = placed(place);
          const post = sentIn(room, posted);
          room.posts = room.posts.filter((one) => one !== post);
          return post !== undefined;
        },
        true,
      ),
    read: async (message) => {
      const post = whole(message);
      return post && { text: post.text, author: 'airb' };
    },
  };
  return chat;
}

function sentIn({ posts }: Room, { key, since, until = Number.POSITIVE_INFINITY }: Posted): Post | undefined {
  return posts.find((post) => post.key === key && post.at >= since && post.at <= until);
}

/** A chat that asks before each call whether it may still be made, as the real ones do. */
function checkedBefore({ check }: Turn, chat: FakeChat): Chat {
  return new Proxy(chat, {
    get(target, name: keyof FakeChat) {
      const method = target[name];
      if (typeof method !== 'function') return method;
      return async (...given: never[]) => {
        check();
        return (method as (...given: never[]) => unknown)(...given);
      };
    },
  });
}
