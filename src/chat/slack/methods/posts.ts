import type { types, webApi } from '@slack/bolt';
import type { Card } from '../../../domain/chat/card.ts';
import type { MessageRef } from '../../../domain/refs.ts';
import { type Instant, minute } from '../../../domain/time.ts';
import { DeliveryError } from '../../../errors.ts';
import type { ChatPlace, Posted } from '../../../ports/chat.ts';
import { authorOf } from '../../kit/author.ts';
import type { Caller } from '../api/client.ts';
import { slackCode } from '../api/errors.ts';
import type { People } from '../directory/people.ts';
import { channelAndTs, messageRef } from '../directory/refs.ts';
import { withoutCharts } from '../render/chart.ts';
import type { UserOf } from '../render/inline.ts';
import { renderMessage } from '../render/message.ts';
import { plainText } from '../render/plain.ts';
import type { Charts } from './charts.ts';
import { isBy, keyOf, metadataOf, type Self, titleHasKey } from './metadata.ts';
import type { Places, Target } from './places.ts';

/** Slack's clock and ours may differ by this much; counts when messages are looked up by time. */
const clockSlack = 2 * minute;
const pageSize = 100;
const mostPages = 5;

export interface PostContext {
  call: Caller;
  places: Places;
  people: People;
  userOf: UserOf;
  charts: Charts;
  /** Who airb is here. */
  self(): Promise<Self>;
}

/**
 * Posts a card with the key of its effect.
 * @returns where the message is
 * @throws DeliveryError
 */
export async function post(
  context: PostContext,
  place: ChatPlace,
  message: { card: Card; key: string },
): Promise<MessageRef> {
  const target = await context.places(place);
  const { channel } = target;
  const answer = await send(context, target, message).catch((error: unknown) => {
    if (target.thread === undefined || !isThreadGone(error)) throw error;
    return send(context, { channel, where: target.where }, message);
  });
  if (!answer.ts)
    throw new DeliveryError('Slack posted without saying when.', {
      retry: true,
      uncertain: true,
      code: 'no_ts',
    });
  return messageRef(answer.channel ?? channel, answer.ts);
}

/**
 * A reply is shown in the channel as well: whoever reads the channel follows no thread. Source:
 * docs.slack.dev/reference/methods/chat.postMessage (`reply_broadcast`).
 */
function send(
  context: PostContext,
  { channel, where, thread }: Target,
  { card, key }: { card: Card; key: string },
): Promise<webApi.ChatPostMessageResponse> {
  const { text, blocks } = renderMessage(card, context.userOf);
  const plain = {
    channel,
    text,
    metadata: metadataOf(key),
    unfurl_links: false,
    unfurl_media: false,
    parse: 'none' as const,
    link_names: false,
  };
  return chartsOrWords(context, blocks, (taken) => {
    const posted = { ...plain, ...(taken.length > 0 ? { blocks: taken } : {}) };
    return context.call({ method: 'chat.postMessage', channel, where }, (client) =>
      client.chat.postMessage(
        thread === undefined ? posted : { ...posted, thread_ts: thread, reply_broadcast: true },
      ),
    );
  });
}

/** Somebody deleted the message that the thread hung on. */
function isThreadGone(error: unknown): boolean {
  if (!(error instanceof DeliveryError)) return false;
  return ['thread_not_found', 'cannot_reply_to_message'].includes(slackCode(error.cause) ?? '');
}

/** Updates a message. Metadata that is left out stays, so the message keeps the key of its first post. */
export async function redraw(context: PostContext, message: MessageRef, card: Card): Promise<void> {
  const { channel, ts } = channelAndTs(message);
  const { text, blocks } = renderMessage(card, context.userOf);
  await chartsOrWords(context, blocks, (taken) =>
    context.call({ method: 'chat.update', where: 'the incident channel' }, (client) =>
      client.chat.update({ channel, ts, text, blocks: taken, parse: 'none', link_names: false }),
    ),
  );
}

/**
 * Sends blocks with their charts, and once more without them where the workspace refuses the layout: its words stand
 * below each chart anyway. What refused a chart once is not asked again for a while.
 */
async function chartsOrWords<T>(
  context: PostContext,
  blocks: types.KnownBlock[],
  send: (blocks: types.KnownBlock[]) => Promise<T>,
): Promise<T> {
  const plain = withoutCharts(blocks);
  if (plain === undefined) return send(blocks);
  if (await context.charts.refused()) return send(plain);
  try {
    return await send(blocks);
  } catch (error) {
    if (!(error instanceof DeliveryError) || slackCode(error.cause) !== 'invalid_blocks') throw error;
    const answer = await send(plain);
    await context.charts.refuse();
    return answer;
  }
}

/**
 * Finds a message of airb's own by its key, or a file by the key in its title. A person may give a file any title, and
 * another airb in the same workspace counts its incidents from 1, too.
 */
export async function find(
  context: PostContext,
  place: ChatPlace,
  posted: Posted,
): Promise<MessageRef | undefined> {
  const { channel, hit } = await findWhole(context, place, posted);
  return hit && messageRef(channel, hit.ts);
}

/** Like `find`, with the files that the message shows. */
export async function findWhole(
  context: PostContext,
  place: ChatPlace,
  wanted: Posted,
): Promise<{ channel: string; where: string; hit?: { ts: string; files: string[] } }> {
  const { channel, where, thread } = await context.places(place);
  const self = await context.self();
  const seconds = (at: Instant) => String(Math.max(0, Math.floor(at / 1000)));
  const oldest = seconds(wanted.since - clockSlack);
  const latest = wanted.until === undefined ? {} : { latest: seconds(wanted.until + clockSlack) };
  let cursor: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const asked = {
      channel,
      oldest,
      ...latest,
      include_all_metadata: true,
      limit: pageSize,
      ...(cursor ? { cursor } : {}),
    };
    const answer = await messagesIn(context, { ...asked, thread }, { where, key: wanted.key });
    const hit = answer.messages?.find(
      (message) =>
        isBy(message, self) &&
        (keyOf(message) === wanted.key ||
          message.files?.some((file) => titleHasKey(file.title ?? '', wanted.key))),
    );
    if (hit?.ts) {
      const files = hit.files?.flatMap(({ id }) => id ?? []) ?? [];
      return { channel, where, hit: { ts: hit.ts, files } };
    }
    cursor = answer.response_metadata?.next_cursor;
    if (!cursor) break;
  }
  return { channel, where };
}

type Asked = webApi.ConversationsHistoryArguments & { thread: string | undefined };

/** Messages of a channel or of a thread; one whose root is gone holds none, and what was said then stands in the channel. */
async function messagesIn(
  { call }: PostContext,
  { thread, ...asked }: Asked,
  { where, key }: { where: string; key: string },
): Promise<Pick<webApi.ConversationsHistoryResponse, 'messages' | 'response_metadata'>> {
  const about = `${key} ${asked.cursor}`;
  const inChannel = () =>
    call({ method: 'conversations.history', where, about }, (client) => client.conversations.history(asked));
  if (thread === undefined) return inChannel();
  try {
    return await call({ method: 'conversations.replies', where, about }, (client) =>
      client.conversations.replies({ ...asked, ts: thread }),
    );
  } catch (error) {
    if (!isThreadGone(error)) throw error;
    return inChannel();
  }
}

/** Reads a message. A reply in a thread is not in the channel's history, so the thread is asked next. */
export async function read(
  context: PostContext,
  message: MessageRef,
): Promise<{ text: string; author: string } | undefined> {
  const { channel, ts } = channelAndTs(message);
  try {
    const hit = (await inHistory(context, channel, ts)) ?? (await inThread(context, channel, ts));
    if (!hit) return undefined;
    const author = authorOf(hit.user ? await context.people.someone(hit.user) : hit.username);
    return { text: plainText(hit.text ?? '', context.people), author };
  } catch (error) {
    if (error instanceof DeliveryError && !error.retry) return undefined;
    throw error;
  }
}

interface Found {
  ts?: string;
  user?: string;
  username?: string;
  text?: string;
}

async function inHistory({ call }: PostContext, channel: string, ts: string): Promise<Found | undefined> {
  const answer = await call({ method: 'conversations.history' }, (client) =>
    client.conversations.history({ channel, latest: ts, oldest: ts, inclusive: true, limit: 1 }),
  );
  return answer.messages?.find((message) => message.ts === ts);
}

async function inThread({ call }: PostContext, channel: string, ts: string): Promise<Found | undefined> {
  const answer = await call({ method: 'conversations.replies' }, (client) =>
    client.conversations.replies({ channel, ts, latest: ts, oldest: ts, inclusive: true, limit: 1 }),
  );
  return answer.messages?.find((message) => message.ts === ts);
}
