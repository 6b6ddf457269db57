import type { RoomRef } from '../../src/domain/refs.ts';
import { directory, openTenant, type Tenant } from '../chat/teams/support/tenant.ts';
import { conversationIn, type FakeMessage, type Json } from '../chat/teams/support/world.ts';
import { type ChatWorld, chatContract, type SeenRoom } from './chat.contract.ts';

for (const rooms of ['thread', 'channel'] as const) {
  chatContract(`Teams with a ${rooms} per incident`, async (): Promise<ChatWorld> => {
    const tenant = await openTenant({ rooms });
    const { teams } = tenant;
    return {
      chat: tenant.chat,
      sharedNames: rooms === 'thread',
      now: teams.clock.now,
      weather: async (kind) => teams.weather({ lost: kind === 'answers lost', down: kind === 'down' }),
      see: (room) => see(tenant, room),
      rooms: () => roomsIn(tenant),
      later: (ms) => teams.clock.advance(ms),
      close: tenant.close,
    };
  });
}

/** Threads under the channels, channels and chats. */
function roomsIn({ teams }: Tenant): number {
  const all = [...teams.world.conversations.values()];
  const channels = all.filter((one) => one.kind === 'channel');
  const threads = channels
    .filter((one) => one.name === 'incidents')
    .flatMap((one) => one.messages.filter((message) => message.root === undefined));
  return channels.length + all.filter((one) => one.kind === 'chat').length + threads.length;
}

function see({ teams }: Tenant, room: RoomRef): SeenRoom {
  const { world } = teams;
  const found = conversationIn(world, room.slice('teams:'.length));
  if (!found) throw new Error(`no room ${room}`);
  const { conversation, root } = found;
  const messages = conversation.messages.filter((message) =>
    root ? message.root === root || message.id === root : true,
  );
  const [head, ...posts] = messages;
  if (!head) throw new Error(`nothing stands in ${room}`);
  const card = cardOf(head);
  const [name = '', topic = ''] = textsIn(card.body);
  const called = messages.flatMap((message) => mentionsIn(cardOf(message)));
  const added = conversation.kind === 'chat' ? conversation.members : [];
  return {
    name,
    private: conversation.kind === 'chat',
    topic,
    members: [...called, ...added].flatMap((aad) => directory.personOf(aad)?.id ?? []),
    links:
      JSON.stringify(card)
        .match(/"type":"Action.OpenUrl"[^}]*"url":"[^"]+"|"url":"[^"]+"/g)
        ?.map(urlIn) ?? [],
    pinned: 0,
    posts: posts.map((message) => ({
      text: String(message.activity.summary),
      whole: JSON.stringify(message.activity),
    })),
    files: [...world.files].flatMap(([path]) =>
      path.startsWith(conversation.id) ? [path.split('/')[1] ?? ''] : [],
    ),
  };
}

const urlIn = (match: string) => /"url":"([^"]+)"/.exec(match)?.[1] ?? '';

function cardOf(message: FakeMessage): Json {
  const [attachment] = message.activity.attachments as { content: Json }[];
  return attachment?.content ?? {};
}

function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (typeof value !== 'object' || value === null) return [];
  const { text, ...rest } = value as Json;
  return [...(typeof text === 'string' ? [text] : []), ...Object.values(rest).flatMap(textsIn)];
}

function mentionsIn(card: Json): string[] {
  const { entities } = (card.msteams ?? {}) as { entities?: { mentioned: { id: string } }[] };
  return (entities ?? []).map((entity) => entity.mentioned.id);
}
