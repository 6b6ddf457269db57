import type { Context } from './context.ts';
import type {
  SandboxChannel,
  SandboxMessage,
  SandboxPerson,
  SandboxView,
  WorkspaceState,
} from './protocol.ts';
import { repliesTo } from './slack/payloads.ts';
import type { Channel, Json, Message, View } from './state.ts';
import { guideView } from './world/guide.ts';
import { outsideView } from './world/outside.ts';
import { currentScenario, worldView } from './world/world.ts';

/** The workspace in the eyes of one person, as the page draws it. */
export function workspaceFor(ctx: Context, as: string): WorkspaceState {
  const channels = Object.values(ctx.state.channels);
  return {
    workspace: ctx.workspace.team.name,
    now: new Date(ctx.now()).toISOString(),
    people: peopleOf(ctx),
    channels: channels.filter((c) => c.members.includes(as)).map((c) => channelFor(c, as)),
    otherChannels: channels
      .filter((c) => c.kind === 'channel' && !c.members.includes(as))
      .map((c) => channelFor(c, as)),
    guide: guideView(ctx),
    faults: { ...ctx.faults },
    world: worldView(ctx),
    outside: outsideView(ctx),
    commands: ctx.app.commands.map(({ command, usage, description }) => ({ command, usage, description })),
    shortcuts: ctx.app.shortcuts,
  };
}

/** What the person may read in a channel; empty where they are not a member. */
export function messagesFor(ctx: Context, channel: Channel, as: string): SandboxMessage[] {
  if (!channel.members.includes(as)) return [];
  return channel.messages
    .filter((m) => !m.ephemeralFor || m.ephemeralFor === as)
    .map((m) => messageView(ctx, m));
}

export function modalFor(ctx: Context, as: string): SandboxView[] {
  return (ctx.state.modals[as] ?? []).map(viewView);
}

export function homeFor(ctx: Context, as: string): SandboxView | null {
  const view = ctx.state.homes[as];
  return view ? viewView(view) : null;
}

function peopleOf(ctx: Context): SandboxPerson[] {
  const { app, people } = ctx.workspace;
  const bot = {
    id: app.botUser,
    name: app.name,
    title: app.title,
    tz: 'UTC',
    email: '',
    isBot: true,
    hue: app.hue,
  };
  return [...people.map((p) => ({ ...p, title: titleOf(ctx, p), isBot: false })), bot];
}

/** `Platform engineer; owner of support-bot, first on call`: what they do, and what they are for the system on stage. */
function titleOf(ctx: Context, { id, title }: { id: string; title: string }): string {
  const { system } = currentScenario(ctx);
  const duties = Object.hasOwn(ctx.duties, system) ? ctx.duties[system] : undefined;
  return [title, duties?.[id]].filter(Boolean).join('; ');
}

function channelFor(channel: Channel, as: string): SandboxChannel {
  const visible = channel.messages.filter((m) => !m.ephemeralFor || m.ephemeralFor === as);
  const readUpTo = Number(channel.read[as] ?? 0);
  const unread = visible.filter((m) => Number(m.ts) > readUpTo && m.user !== as);
  const speaksTo = (m: Message) =>
    channel.kind === 'dm' || `${m.text}${JSON.stringify(m.blocks)}`.includes(`<@${as}>`);
  const other = channel.kind === 'dm' ? channel.members.find((m) => m !== as) : undefined;
  return {
    id: channel.id,
    name: channel.name,
    kind: channel.kind,
    topic: channel.topic,
    purpose: channel.purpose,
    archived: channel.archived,
    members: channel.members,
    bookmarks: channel.bookmarks.map(({ id, title, link, emoji }) => ({
      id,
      title,
      link,
      ...(emoji ? { emoji } : {}),
    })),
    pins: channel.pins.map((pin) => pin.ts),
    ...canvasOf(channel),
    ...(other ? { with: other } : {}),
    unread: unread.length,
    mentions: unread.filter(speaksTo).length,
    latestTs: visible.at(-1)?.ts ?? '',
  };
}

function canvasOf({ canvas }: Channel): Pick<SandboxChannel, 'canvas'> {
  return canvas
    ? { canvas: { id: canvas.id, title: canvas.title, url: `/sandbox/canvases/${canvas.id}` } }
    : {};
}

function messageView(ctx: Context, message: Message): SandboxMessage {
  return {
    ts: message.ts,
    channel: message.channel,
    user: message.user,
    text: message.text,
    blocks: message.blocks,
    ...(message.threadTs ? { threadTs: message.threadTs } : {}),
    replyCount: repliesTo(ctx, message).length,
    ...(message.editedTs ? { editedTs: message.editedTs } : {}),
    ephemeral: message.ephemeralFor !== undefined,
    reactions: message.reactions,
    files: message.files.flatMap((id) => {
      const file = ctx.state.files[id];
      if (!file) return [];
      const { name, title, mimetype, size, alt } = file;
      return [{ id, name, title, mimetype, size, url: `/sandbox/files/${id}`, ...(alt && { alt }) }];
    }),
    ...(message.subtype ? { subtype: message.subtype } : {}),
  };
}

function viewView(view: View): SandboxView {
  const words = (part: unknown) => (part as Json | undefined)?.text as string | undefined;
  const { body } = view;
  const submit = words(body.submit);
  const close = words(body.close);
  return {
    id: view.id,
    hash: view.hash,
    type: body.type,
    callbackId: typeof body.callback_id === 'string' ? body.callback_id : '',
    title: words(body.title) ?? '',
    ...(submit ? { submit } : {}),
    ...(close ? { close } : {}),
    blocks: body.blocks,
    ...(view.errors ? { errors: view.errors } : {}),
  };
}
