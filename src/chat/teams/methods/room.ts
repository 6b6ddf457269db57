import type { RoomRef } from '../../../domain/refs.ts';
import { DeliveryError } from '../../../errors.ts';
import type { RoomSpec } from '../../../ports/chat.ts';
import { recordOf, textOf } from '../api/activity.ts';
import { isLacking } from '../api/errors.ts';
import { conversationAndActivity, roomRef } from '../directory/refs.ts';
import { roomTarget, type Target } from '../directory/target.ts';
import { messageActivity } from '../render/message.ts';
import { createChannel } from './channel.ts';
import { createGroupChat } from './group-chat.ts';
import { headCard, keepHead } from './head.ts';
import { find, type Outbound, say } from './posts.ts';

export interface OpenedRoom {
  room: RoomRef;
  name: string;
  announced: boolean;
}

/** How far the making of a room got: begun, made, and with its head. */
interface Making {
  /** When the attempt began whose result is unknown. */
  since?: number;
  conversation?: string;
  name?: string;
  announced?: boolean;
  done?: boolean;
}

export interface RoomContext extends Outbound {
  rooms: 'thread' | 'channel';
  now(): number;
}

/**
 * Opens the incident's room, or adopts what an earlier attempt made. A repeated call to Teams may make a second room,
 * so airb first stores what it is about to make. When the result of an attempt is unknown, airb looks for the
 * incident's marker before it tries again. Where airb may not read, it starts over and says so: an incident with an
 * empty second thread is better than one without any.
 */
export async function openRoom(context: RoomContext, spec: RoomSpec): Promise<OpenedRoom> {
  const key = makingKey(spec);
  const before = makingIn(await context.memory.recall(key));
  if (before.done && before.conversation) return opened(before, before.conversation, spec);
  const note = (making: Making) => context.memory.remember(key, JSON.stringify(making));
  try {
    const made = before.conversation ? before : await make(context, spec, { before, note });
    if (!made.conversation)
      throw new DeliveryError('Teams made a room without an id.', { retry: true, code: 'no_id' });
    const name = made.name ?? spec.name;
    const again = before.conversation !== undefined;
    await giveHead(context, { conversation: made.conversation, name, marker: spec.marker, again });
    await note({ ...made, done: true });
    return opened(made, made.conversation, spec);
  } catch (error) {
    // The refusal is certain: nothing was made, so nothing needs to be looked for.
    if (
      error instanceof DeliveryError &&
      !error.uncertain &&
      !before.conversation &&
      before.since === undefined
    ) {
      await forget(context, key);
    }
    throw error;
  }
}

const makingKey = ({ marker, private: secret, nth }: RoomSpec) =>
  `teams:room:${marker}${secret ? ':private' : ''}${nth === undefined ? '' : `:${nth}`}`;

async function forget({ memory }: RoomContext, key: string): Promise<void> {
  const held = makingIn(await memory.recall(key));
  if (!held.conversation) await memory.remember(key, '{}');
}

function opened(making: Making, conversation: string, spec: RoomSpec): OpenedRoom {
  return {
    room: roomRef(conversation),
    name: making.name ?? spec.name,
    announced: making.announced ?? false,
  };
}

type Note = (making: Making) => Promise<void>;

/** Makes the room. A private room is a group chat or nothing: no failure leads to a public one. */
async function make(
  context: RoomContext,
  spec: RoomSpec,
  attempt: { before: Making; note: Note },
): Promise<Making> {
  const { before, note } = attempt;
  if (spec.private) return makeWith(createGroupChat);
  if (context.rooms === 'thread') return thread(context, spec, attempt);
  try {
    return await makeWith(createChannel);
  } catch (error) {
    if (!(error instanceof DeliveryError && isLacking(error))) throw error;
    context.onTrouble(
      error.code,
      `${error.message} Until then incidents open as threads in the incidents channel.`,
    );
    return thread(context, spec, attempt);
  }

  async function makeWith(create: Create): Promise<Making> {
    await note({ since: before.since ?? context.now() });
    const made = { ...(await create(context, spec)), announced: false };
    await note(made);
    return made;
  }
}

type Create = (context: RoomContext, spec: RoomSpec) => Promise<{ conversation: string; name: string }>;

/** Starts a thread. Its root names the incident; everything else is a reply to it. */
async function thread(
  context: RoomContext,
  spec: RoomSpec,
  { before, note }: { before: Making; note: Note },
): Promise<Making> {
  const channel = await context.places.incidents();
  const target: Target = { conversation: channel, kind: 'channel', where: 'the incidents channel' };
  const since = before.since ?? context.now();
  const found =
    before.since === undefined
      ? undefined
      : await find(context, { channel }, { key: spec.marker, since: before.since });
  await note({ since });
  const activity = messageActivity(headCard(spec.name), spec.marker, context.drawing());
  const root = found ?? (await say(context, target, activity));
  const { conversation } = conversationAndActivity(root);
  await keepHead(context, conversation, { name: spec.name, marker: spec.marker, message: root });
  const made = { conversation, name: spec.name, announced: true };
  await note(made);
  return made;
}

/**
 * Gives the room its head. A thread has its root already. In a channel or a chat it is the first message, which is
 * looked for before it is posted again.
 */
async function giveHead(
  context: RoomContext,
  room: { conversation: string; name: string; marker: string; again: boolean },
): Promise<void> {
  const { conversation, name, marker } = room;
  const target = roomTarget(conversation);
  if (target.kind === 'thread') return;
  const place = { room: roomRef(conversation) };
  const found = room.again ? await find(context, place, { key: marker, since: 0 }) : undefined;
  const message =
    found ?? (await say(context, target, messageActivity(headCard(name), marker, context.drawing())));
  await keepHead(context, conversation, { name, marker, message });
}

function makingIn(text: string | undefined): Making {
  const { since, conversation, name, announced, done } = recordOf(JSON.parse(text ?? '{}'));
  const [place, title] = [textOf(conversation), textOf(name)];
  return {
    ...(typeof since === 'number' ? { since } : {}),
    ...(place ? { conversation: place } : {}),
    ...(title ? { name: title } : {}),
    announced: announced === true,
    done: done === true,
  };
}
