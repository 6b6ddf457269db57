import type { Context } from '../context.ts';
import { findMessage, thread } from '../slack/messages.ts';
import { messageObject } from '../slack/payloads.ts';
import { SlackError } from '../slack/slack-error.ts';
import type { Message } from '../state.ts';
import type { Answer, Method } from './access.ts';
import { channelOf, historyScopes, mustBeMember } from './access.ts';
import { type Args, flag, page, required, text } from './args.ts';

function within(args: Args): (message: Message) => boolean {
  const oldest = text(args, 'oldest') ?? '0';
  const latest = text(args, 'latest');
  const edge = flag(args, 'inclusive');
  return ({ ts }) => {
    const after = Number(ts) > Number(oldest) || (edge && ts === oldest);
    const before = !latest || Number(ts) < Number(latest) || (edge && ts === latest);
    return after && before;
  };
}

function answer(ctx: Context, args: Args, messages: Message[]): Answer {
  const { items, next } = page(args, messages, { usual: 100, max: 999 });
  const all = flag(args, 'include_all_metadata');
  return {
    messages: items.map((m) => messageObject(ctx, m, all)),
    has_more: next !== '',
    ...(next ? { response_metadata: { next_cursor: next } } : {}),
  };
}

function history(ctx: Context, args: Args): Answer {
  const channel = channelOf(ctx, args, historyScopes);
  mustBeMember(ctx, channel);
  const inside = within(args);
  const shown = channel.messages.filter((m) => !m.ephemeralFor && inChannel(m) && inside(m));
  return { ...answer(ctx, args, shown.reverse()), pin_count: channel.pins.length };
}

/** A reply is in the thread alone, unless it was shown in the channel as well. */
function inChannel({ threadTs, subtype }: Message): boolean {
  return !threadTs || subtype === 'thread_broadcast';
}

function replies(ctx: Context, args: Args): Answer {
  const channel = channelOf(ctx, args, historyScopes);
  mustBeMember(ctx, channel);
  const root = findMessage(channel, required(args, 'ts'));
  if (!root) throw new SlackError('thread_not_found');
  const inside = within(args);
  return answer(
    ctx,
    args,
    thread(ctx, root).filter((m) => m === root || inside(m)),
  );
}

export const historyMethods: Record<string, Method> = {
  'conversations.history': { tier: 50, run: history },
  'conversations.replies': { tier: 50, run: replies },
};
