import { type ChatWorld, chatContract } from '../contracts/chat.contract.ts';
import { fakeChat } from '../support/given-chat.ts';

chatContract('The fake', async (): Promise<ChatWorld> => {
  let now = Date.parse('2025-02-17T14:10:00Z');
  const chat = fakeChat({ clock: { now: () => now }, burst: 3 });
  const rooms = () => [...chat.rooms.values()].filter((room) => !room.name.startsWith('@'));
  return {
    chat,
    now: () => now,
    weather: async (kind) => {
      chat.weather = kind;
    },
    see: (ref) => {
      const room = rooms().find((one) => one.ref === ref);
      if (!room) throw new Error(`no room ${ref}`);
      return {
        ...room,
        pinned: room.pins.length,
        posts: room.posts.map((post) => ({ text: post.text, whole: JSON.stringify(post.card) })),
        files: room.posts.flatMap((post) => post.file?.name ?? []),
      };
    },
    rooms: () => rooms().length,
    later: (ms) => {
      now += ms;
    },
    close: async () => undefined,
  };
});
