import type { Context } from '../context.ts';
import type { Channel, Json, Message, StoredFile, View } from '../state.ts';

/** The shapes in which Slack shows its things to an app, as typed by @slack/bolt and @slack/web-api. */

/** Where the people of Slack Connect are from. */
const otherTeam = 'T0OTHER';

export function userObject(ctx: Context, id: string): Json {
  const { app, people, team } = ctx.workspace;
  const bot = id === app.botUser;
  const person = people.find((p) => p.id === id);
  const name = bot ? app.name : (person?.name ?? id);
  const account = person?.account ?? 'member';
  const external = account === 'external';
  return {
    id,
    team_id: external ? otherTeam : team.id,
    name: handle(name),
    deleted: account === 'deactivated',
    real_name: name,
    tz: person?.tz ?? 'UTC',
    is_admin: false,
    is_bot: bot || account === 'bot',
    is_app_user: false,
    is_restricted: account === 'guest' || account === 'single-channel guest',
    is_ultra_restricted: account === 'single-channel guest',
    ...(external ? { is_stranger: true } : {}),
    is_email_confirmed: person?.emailConfirmed ?? false,
    profile: {
      real_name: name,
      display_name: name,
      title: person?.title ?? '',
      ...(person && !external && ctx.app.scopes.includes('users:read.email') ? { email: person.email } : {}),
      ...(bot ? { bot_id: app.botId, api_app_id: app.id } : {}),
    },
  };
}

/** The short name in payloads: "Ana Lima" → "ana.lima". */
export function handle(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '.');
}

export function actorObject(ctx: Context, id: string): Json {
  const name = handle(ctx.workspace.people.find((p) => p.id === id)?.name ?? id);
  return { id, username: name, name, team_id: ctx.workspace.team.id };
}

export function teamObject(ctx: Context): Json {
  return { id: ctx.workspace.team.id, domain: ctx.workspace.team.domain };
}

export function channelObject(ctx: Context, channel: Channel): Json {
  const bot = ctx.workspace.app.botUser;
  const shared = { id: channel.id, created: channel.created, is_archived: channel.archived };
  if (channel.kind === 'dm') {
    return { ...shared, is_im: true, user: channel.members.find((m) => m !== bot) ?? bot, is_open: true };
  }
  const written = (value: string) => ({
    value,
    creator: value ? channel.creator : '',
    last_set: channel.created,
  });
  return {
    ...shared,
    name: channel.name,
    name_normalized: channel.name,
    creator: channel.creator,
    is_channel: channel.kind === 'channel',
    is_group: channel.kind === 'private',
    is_im: false,
    is_mpim: false,
    is_private: channel.kind === 'private',
    is_general: channel.name === 'general',
    is_member: channel.members.includes(bot),
    context_team_id: ctx.workspace.team.id,
    topic: written(channel.topic),
    purpose: written(channel.purpose),
    ...(channel.canvas && {
      properties: { canvas: { file_id: channel.canvas.id, is_empty: channel.canvas.markdown === '' } },
    }),
  };
}

/** A channel as interactive payloads name it. */
export function placeObject(channel: Channel): { id: string; name: string } {
  const names = { channel: channel.name, private: 'privategroup', dm: 'directmessage' };
  return { id: channel.id, name: names[channel.kind] };
}

/** @param allMetadata whether the payload of the metadata is shown, as `include_all_metadata` asks. */
export function messageObject(ctx: Context, message: Message, allMetadata = false): Json {
  const { app, team } = ctx.workspace;
  const replies = repliesTo(ctx, message);
  return {
    type: 'message',
    user: message.user,
    text: message.text,
    ts: message.ts,
    team: team.id,
    ...(message.subtype ? { subtype: message.subtype } : {}),
    ...(message.user === app.botUser ? botFields(ctx) : {}),
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.attachments ? { attachments: message.attachments } : {}),
    ...(message.threadTs ? { thread_ts: message.threadTs } : {}),
    ...(replies.length > 0 ? { thread_ts: message.ts, reply_count: replies.length } : {}),
    ...(message.editedTs ? { edited: { user: message.user, ts: message.editedTs } } : {}),
    ...(message.reactions.length > 0
      ? { reactions: message.reactions.map((r) => ({ ...r, count: r.users.length })) }
      : {}),
    ...(message.files.length > 0 ? { files: message.files.flatMap((id) => shownFile(ctx, id)) } : {}),
    ...(message.metadata
      ? { metadata: allMetadata ? message.metadata : { event_type: message.metadata.event_type } }
      : {}),
  };
}

function botFields(ctx: Context): Json {
  const { app, team } = ctx.workspace;
  return {
    bot_id: app.botId,
    app_id: app.id,
    bot_profile: {
      id: app.botId,
      app_id: app.id,
      user_id: app.botUser,
      name: app.name,
      deleted: false,
      team_id: team.id,
    },
  };
}

export function repliesTo(ctx: Context, message: Message): Message[] {
  if (message.threadTs) return [];
  const all = ctx.state.channels[message.channel]?.messages ?? [];
  return all.filter((m) => m.threadTs === message.ts && !m.ephemeralFor);
}

function shownFile(ctx: Context, id: string): Json[] {
  const file = ctx.state.files[id];
  return file ? fileObject(ctx, file) : [{ id, mode: 'tombstone' }];
}

export function fileObject(ctx: Context, file: StoredFile | undefined): Json[] {
  if (!file) return [];
  const url = `${ctx.publicUrl}/sandbox/files/${file.id}`;
  return [
    {
      id: file.id,
      created: file.created,
      timestamp: file.created,
      name: file.name,
      title: file.title,
      mimetype: file.mimetype,
      filetype: file.name.split('.').at(-1) ?? '',
      size: file.size,
      user: file.user,
      mode: 'hosted',
      ...(file.alt && { alt_txt: file.alt }),
      url_private: url,
      url_private_download: url,
      permalink: url,
      channels: file.shared.map((share) => share.channel),
    },
  ];
}

export function viewObject(ctx: Context, view: View): Json {
  const { app, team } = ctx.workspace;
  return {
    id: view.id,
    team_id: team.id,
    private_metadata: '',
    callback_id: '',
    external_id: '',
    title: { type: 'plain_text', text: '', emoji: true },
    close: null,
    submit: null,
    clear_on_close: false,
    notify_on_close: false,
    ...view.body,
    hash: view.hash,
    state: { values: view.values },
    previous_view_id: view.previousId,
    root_view_id: view.rootId,
    app_id: app.id,
    app_installed_team_id: team.id,
    bot_id: app.botId,
  };
}
