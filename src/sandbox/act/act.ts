import type { Context } from '../context.ts';
import { mintTs } from '../context.ts';
import { emit } from '../deliver/events.ts';
import type { Act, ActAnswer } from '../protocol.ts';
import { fillFile, reserveFile, shareFiles } from '../slack/files.ts';
import { addMessage, findMessage, joinChannel } from '../slack/messages.ts';
import { messageObject, placeObject, viewObject } from '../slack/payloads.ts';
import { addReaction, dropReaction } from '../slack/reactions.ts';
import { SlackError } from '../slack/slack-error.ts';
import type { Channel } from '../state.ts';
import { directChannel } from '../webapi/access.ts';
import { issueResponseUrl } from '../webapi/response-url.ts';
import { runCommand } from './command.ts';
import { acknowledged, envelope, no, ok, sendPayload } from './interaction.ts';
import { close, submit } from './modal.ts';
import { press } from './press.ts';
import { takeAway } from './take-away.ts';
import { spoken, typed } from './typing.ts';

/** Carries out what a person of the workspace does. A refusal is a sentence for that person. */
export async function perform(ctx: Context, act: Act): Promise<ActAnswer> {
  if (!ctx.workspace.people.some((p) => p.id === act.as)) return no(`Nobody here is called ${act.as}.`);
  try {
    return await doAct(ctx, act);
  } catch (error) {
    if (error instanceof SlackError) return no(`Slack refuses that: ${error.code}.`);
    throw error;
  }
}

function doAct(ctx: Context, act: Act): ActAnswer | Promise<ActAnswer> {
  switch (act.type) {
    case 'say':
      return inChannel(ctx, act, (channel) => say(ctx, act, channel));
    case 'command':
      return inChannel(ctx, act, (channel) => runCommand(ctx, act, channel));
    case 'press':
      return press(ctx, act);
    case 'submit':
      return submit(ctx, act);
    case 'close':
      return close(ctx, act);
    case 'shortcut':
      return shortcut(ctx, act);
    case 'react':
      return inChannel(ctx, act, (channel) => react(ctx, act, channel));
    case 'join':
      return join(ctx, act);
    case 'archive':
    case 'delete':
    case 'kick':
      return inChannel(ctx, act, (channel) => takeAway(ctx, act, channel));
    case 'read':
      return inChannel(ctx, act, (channel) => read(ctx, act.as, channel), 'even archived');
    case 'home':
      return openHome(ctx, act.as);
    case 'dm':
      return openDirect(ctx, act);
    case 'upload':
      return inChannel(ctx, act, (channel) => upload(ctx, act, channel));
    default:
      return no(`There is no act called ${String((act satisfies never as Act).type)}.`);
  }
}

type Within = { as: string; channel: string };

function inChannel(
  ctx: Context,
  { as, channel: id }: Within,
  run: (channel: Channel) => ActAnswer | Promise<ActAnswer>,
  archived?: 'even archived',
): ActAnswer | Promise<ActAnswer> {
  const channel = ctx.state.channels[id];
  if (!channel || (channel.kind !== 'channel' && !channel.members.includes(as)))
    return no('There is no such channel.');
  if (!channel.members.includes(as)) return no(`You are not in ${spoken(channel)}: join it first.`);
  if (channel.archived && !archived) return no(`${spoken(channel)} is archived.`);
  return run(channel);
}

function say(ctx: Context, act: Act & { type: 'say' }, channel: Channel): ActAnswer {
  if (act.text.trim() === '') return no('There is nothing to send.');
  if (act.threadTs && !findMessage(channel, act.threadTs)) return no('That thread is gone.');
  const message = addMessage(ctx, channel, {
    user: act.as,
    text: typed(ctx, act.text),
    ...(act.threadTs ? { threadTs: act.threadTs } : {}),
  });
  channel.read[act.as] = message.ts;
  return { ok: true, channel: channel.id };
}

async function shortcut(ctx: Context, act: Act & { type: 'shortcut' }): Promise<ActAnswer> {
  const known = ctx.app.shortcuts.find((s) => s.callbackId === act.callbackId);
  if (!known) return no('The app has no such shortcut.');
  const common = {
    ...envelope(ctx, known.type === 'global' ? 'shortcut' : 'message_action', act.as),
    callback_id: act.callbackId,
    action_ts: mintTs(ctx),
    trigger_id: ctx.triggers.issue(act.as),
  };
  if (known.type === 'global') return acknowledged(ctx, await sendPayload(ctx, common), known.name);
  const channel = ctx.state.channels[act.channel ?? ''];
  const message = channel && findMessage(channel, act.ts ?? '');
  if (!channel || !message || !channel.members.includes(act.as)) return no('That message is gone.');
  const target = { user: act.as, channel: channel.id, ts: message.ts, ephemeral: false };
  const payload = {
    ...common,
    response_url: issueResponseUrl(ctx, target),
    message_ts: message.ts,
    channel: placeObject(channel),
    message: messageObject(ctx, message),
  };
  return acknowledged(ctx, await sendPayload(ctx, payload), known.name);
}

function react(ctx: Context, act: Act & { type: 'react' }, channel: Channel): ActAnswer {
  const message = findMessage(channel, act.ts);
  if (!message) return no('That message is gone.');
  const reaction = { channel, message, user: act.as, name: act.name };
  if (act.remove) dropReaction(ctx, reaction);
  else addReaction(ctx, reaction);
  return ok;
}

function join(ctx: Context, act: Act & { type: 'join' }): ActAnswer {
  const channel = ctx.state.channels[act.channel];
  if (channel?.kind !== 'channel') return no('There is no such channel to join.');
  if (channel.archived) return no(`${spoken(channel)} is archived.`);
  joinChannel(ctx, channel, act.as);
  return { ok: true, channel: channel.id };
}

function read(ctx: Context, as: string, channel: Channel): ActAnswer {
  const latest = channel.messages.at(-1)?.ts;
  if (!latest || channel.read[as] === latest) return ok;
  channel.read[as] = latest;
  ctx.changed({ person: as });
  return ok;
}

function openHome(ctx: Context, as: string): ActAnswer {
  const { channel } = directChannel(ctx, as, ctx.workspace.app.botUser);
  const view = ctx.state.homes[as];
  emit(ctx, {
    type: 'app_home_opened',
    user: as,
    channel: channel.id,
    tab: 'home',
    event_ts: mintTs(ctx),
    ...(view ? { view: viewObject(ctx, view) } : {}),
  });
  return { ok: true, channel: channel.id };
}

function openDirect(ctx: Context, act: Act & { type: 'dm' }): ActAnswer {
  const known = act.with === ctx.workspace.app.botUser || ctx.workspace.people.some((p) => p.id === act.with);
  if (!known || act.with === act.as) return no('There is nobody to talk to there.');
  return { ok: true, channel: directChannel(ctx, act.as, act.with).channel.id };
}

function upload(ctx: Context, act: Act & { type: 'upload' }, channel: Channel): ActAnswer {
  const bytes = Buffer.from(act.base64, 'base64');
  if (bytes.length === 0) return no('That file is empty.');
  const file = reserveFile(ctx, { user: act.as, name: act.name });
  if (act.mimetype) file.mimetype = act.mimetype;
  fillFile(file, bytes);
  shareFiles(ctx, channel, { user: act.as, text: '', files: [file.id] });
  return { ok: true, channel: channel.id };
}
