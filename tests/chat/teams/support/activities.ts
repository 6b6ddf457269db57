import { type FakeUser, type FakeWorld, general, incidents, type Json } from './world.ts';

/** What Teams sends to a bot, in its own shapes. Every builder takes changes that are laid over the result. */

export interface Sender {
  world: FakeWorld;
  serviceUrl: string;
}

export interface Where {
  /** A channel, a thread in it, a chat or a 1:1 chat; the incidents channel unless said otherwise. */
  conversation?: string;
}

export const botName = 'airb';
export const botIdOf = (world: FakeWorld) => `28:${world.appId}`;

const kindOf = (id: string) =>
  id.startsWith('a:') ? 'personal' : id.includes('@thread.v2') ? 'groupChat' : 'channel';

/** What all activities share. */
export function base(sender: Sender, by: FakeUser, conversation = incidents): Json {
  const { world, serviceUrl } = sender;
  const conversationType = kindOf(conversation);
  const channel = conversation.split(';')[0];
  return {
    id: world.nextId(),
    timestamp: new Date(world.now()).toISOString(),
    channelId: 'msteams',
    serviceUrl,
    from: { id: by.mri, name: by.name, aadObjectId: by.aad },
    recipient: { id: botIdOf(world), name: botName },
    conversation: {
      id: conversation,
      conversationType,
      tenantId: world.tenantId,
      ...(conversationType === 'personal' ? {} : { isGroup: true }),
    },
    channelData: {
      tenant: { id: world.tenantId },
      ...(conversationType === 'channel'
        ? {
            team: { id: general, aadGroupId: world.team.groupId, name: world.team.name },
            channel: { id: channel },
          }
        : {}),
    },
  };
}

/** `<at>airb</at> status`; without `mention` the plain text, as RSC and 1:1 chats deliver it. */
export function message(
  sender: Sender,
  said: Where & { by: FakeUser; text: string; mention?: boolean },
  changes: Json = {},
): Json {
  const mention = `<at>${botName}</at>`;
  const entity = { type: 'mention', mentioned: { id: botIdOf(sender.world), name: botName }, text: mention };
  return {
    ...base(sender, said.by, said.conversation),
    type: 'message',
    textFormat: 'plain',
    text: said.mention === false ? said.text : `${mention} ${said.text}`,
    entities: said.mention === false ? [] : [entity],
    ...changes,
  };
}

function invoke(
  sender: Sender,
  sent: Where & { by: FakeUser; name: string; value: Json; replyToId?: string },
  changes: Json,
): Json {
  const { replyToId } = sent;
  return {
    ...base(sender, sent.by, sent.conversation),
    type: 'invoke',
    name: sent.name,
    value: sent.value,
    ...(replyToId ? { replyToId } : {}),
    ...changes,
  };
}

/** A click on an `Action.Execute`; `data` is what the card's action carries. */
export function execute(
  sender: Sender,
  pressed: Where & { by: FakeUser; verb: string; data: Json; replyToId?: string },
  changes: Json = {},
): Json {
  const { verb, data } = pressed;
  const value = { action: { type: 'Action.Execute', verb, data }, trigger: 'manual' };
  return invoke(sender, { ...pressed, name: 'adaptiveCard/action', value }, changes);
}

/** A click on an `Action.Submit` of a client that knows no `Action.Execute`: a message without text. */
export function submitMessage(
  sender: Sender,
  pressed: Where & { by: FakeUser; data: Json; replyToId?: string },
  changes: Json = {},
): Json {
  const { replyToId, data } = pressed;
  return {
    ...base(sender, pressed.by, pressed.conversation),
    type: 'message',
    value: data,
    ...(replyToId ? { replyToId } : {}),
    ...changes,
  };
}

/** A click on a button that opens a dialog, and what is sent from a dialog. */
export function task(
  sender: Sender,
  sent: Where & { by: FakeUser; kind: 'fetch' | 'submit'; data: Json; replyToId?: string },
  changes: Json = {},
): Json {
  const value = { data: sent.data, context: { theme: 'default' } };
  return invoke(sender, { ...sent, name: `task/${sent.kind}`, value }, changes);
}

/** The message extension: opened on a message or from the compose box, or its form sent. */
export function extension(
  sender: Sender,
  sent: Where & { by: FakeUser; kind: 'fetchTask' | 'submitAction'; commandId: string; more?: Json },
  changes: Json = {},
): Json {
  const value = { commandId: sent.commandId, commandContext: 'message', ...sent.more };
  return invoke(sender, { ...sent, name: `composeExtension/${sent.kind}`, value }, changes);
}

export function reaction(
  sender: Sender,
  sent: Where & { by: FakeUser; to: string; type: string; removed?: boolean },
  changes: Json = {},
): Json {
  const reactions = [{ type: sent.type }];
  return {
    ...base(sender, sent.by, sent.conversation),
    type: 'messageReaction',
    replyToId: sent.to,
    ...(sent.removed ? { reactionsRemoved: reactions } : { reactionsAdded: reactions }),
    ...changes,
  };
}

/** The app was added to the team or to a person, or removed. */
export function installation(
  sender: Sender,
  sent: Where & { by: FakeUser; action?: 'add' | 'remove' },
  changes: Json = {},
): Json {
  const conversation = sent.conversation ?? general;
  return {
    ...base(sender, sent.by, conversation),
    type: 'installationUpdate',
    action: sent.action ?? 'add',
    ...changes,
  };
}

/** Somebody, or the bot itself, came into a conversation. */
export function membersAdded(
  sender: Sender,
  sent: Where & { by: FakeUser; added?: { id: string; aadObjectId?: string }[] },
  changes: Json = {},
): Json {
  const added = sent.added ?? [{ id: botIdOf(sender.world) }];
  const conversation = sent.conversation ?? general;
  const start = base(sender, sent.by, conversation);
  return { ...start, type: 'conversationUpdate', membersAdded: added, ...changes };
}
