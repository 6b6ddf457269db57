import type { MessageRef, RoomRef } from '../../../domain/refs.ts';
import { DeliveryError } from '../../../errors.ts';
import { cut, visible, webAddress } from '../../kit/literal.ts';
import type { Caller } from '../api/client.ts';
import { slackCode } from '../api/errors.ts';
import { channelAndTs, channelOf } from '../directory/refs.ts';
import { mrkdwnLiteral } from '../render/literal.ts';

/** Topic, links and pin make a room pleasant. Nothing waits for them. */

const where = 'the incident channel';

const topicMax = 250;

/**
 * Sets the topic, at most 250 characters. Slack takes `<!channel>`, `<@U…>` and `<https://…|words>` in a topic for what they
 * are in a message, so everything in it is escaped.
 */
export async function setTopic(call: Caller, room: RoomRef, topic: string): Promise<void> {
  const channel = channelOf(room);
  await call({ method: 'conversations.setTopic', where }, (client) =>
    client.conversations.setTopic({ channel, topic: topicOf(topic) }),
  );
}

/** The longest beginning that fits once it is escaped, so that no entity is cut in two. */
function topicOf(topic: string): string {
  const shown = visible(topic);
  for (let length = topicMax; ; length -= 10) {
    const literal = mrkdwnLiteral(cut(shown, length));
    if (literal.length <= topicMax) return literal;
  }
}

/** Adds the links that are missing; leaves out what is not a web address. */
export async function addLinks(
  call: Caller,
  room: RoomRef,
  links: { title: string; url: string }[],
): Promise<void> {
  const channel = channelOf(room);
  const wanted = links.flatMap(({ title, url }) => {
    const link = webAddress(url);
    return link ? [{ title: cut(visible(title) || link, 100), link }] : [];
  });
  if (wanted.length === 0) return;
  const listed = await call({ method: 'bookmarks.list', where }, (client) =>
    client.bookmarks.list({ channel_id: channel }),
  );
  const there = new Set(listed.bookmarks?.map((bookmark) => bookmark.link));
  for (const { title, link } of wanted.filter((item) => !there.has(item.link))) {
    await call({ method: 'bookmarks.add', where, about: link }, (client) =>
      client.bookmarks.add({ channel_id: channel, title, type: 'link', link }),
    );
  }
}

/**
 * Pins a message in its channel; a message that is pinned already is fine.
 * @throws DeliveryError when Slack refuses
 */
export async function pin(call: Caller, message: MessageRef): Promise<void> {
  const { channel, ts } = channelAndTs(message);
  try {
    await call({ method: 'pins.add', where }, (client) => client.pins.add({ channel, timestamp: ts }));
  } catch (error) {
    if (error instanceof DeliveryError && slackCode(error.cause) === 'already_pinned') return;
    throw error;
  }
}
