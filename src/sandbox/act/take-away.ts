import type { Context } from '../context.ts';
import type { Act, ActAnswer } from '../protocol.ts';
import { addMessage } from '../slack/messages.ts';
import type { Channel } from '../state.ts';
import { no } from './interaction.ts';
import { spoken } from './typing.ts';

/** What people of a workspace do to the channel an app relies on: archive it, delete it, remove the app from it. */
export function takeAway(
  ctx: Context,
  { as, type }: Act & { type: 'archive' | 'delete' | 'kick' },
  channel: Channel,
): ActAnswer {
  if (channel.kind === 'dm') return no('A direct message can’t be taken away.');
  if (channel.name === 'general') return no('Slack keeps #general.');
  const bot = ctx.workspace.app.botUser;
  if (type === 'kick' && !channel.members.includes(bot)) return no(`The app is not in ${spoken(channel)}.`);
  const group = channel.kind === 'private' ? 'group' : 'channel';
  if (type === 'archive') {
    addMessage(ctx, channel, { user: as, text: 'archived the channel', subtype: `${group}_archive` });
    channel.archived = true;
  }
  if (type === 'kick') {
    const text = `<@${bot}> was removed from the channel`;
    addMessage(ctx, channel, { user: as, text, subtype: `${group}_leave` });
  }
  // Slack puts apps out of what is archived, so they can't unarchive it themselves.
  channel.members = channel.members.filter((member) => member !== bot);
  if (type === 'delete') delete ctx.state.channels[channel.id];
  ctx.changed({ channel: channel.id });
  return { ok: true };
}
