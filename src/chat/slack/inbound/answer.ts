import type { types } from '@slack/bolt';
import type { Card, Modal } from '../../../domain/chat/card.ts';
import type { ChatAnswer } from '../../../domain/chat/input.ts';
import { readWhole } from '../../../http/answer.ts';
import { listOf, sentence } from '../../kit/sentences.ts';
import { orTell, type Telling } from '../../kit/telling.ts';
import { unexpected } from '../../kit/unexpected.ts';
import type { Caller } from '../api/client.ts';
import { answerLimit, deliveryError } from '../api/errors.ts';
import { drawHome } from '../methods/home.ts';
import type { UserOf } from '../render/inline.ts';
import { renderMessage } from '../render/message.ts';
import { renderModal } from '../render/modal.ts';

const timeout = 10_000;

/** The person who asked, and the ways to reach them. */
export interface Asker {
  user: string;
  /** The channel they asked in, if it was one. */
  channel?: string;
  responseUrl?: string;
  trigger?: string;
}

export interface Answering extends Telling {
  call: Caller;
  userOf: UserOf;
}

/** A message that only the asker sees. It has the same shape in the ack of a command and at a response_url. */
export function ephemeral(
  card: Card,
  userOf: UserOf,
): { text: string; blocks?: types.KnownBlock[] } & Whisper {
  const { text, blocks } = renderMessage(card, userOf);
  return {
    response_type: 'ephemeral',
    replace_original: false,
    text,
    ...(blocks.length > 0 ? { blocks } : {}),
  };
}

interface Whisper {
  response_type: 'ephemeral';
  replace_original: false;
}

/** Gives an answer apart from the ack. Never throws: an answer that can't be shown is reported as trouble. */
export async function give(answering: Answering, asker: Asker, answer: ChatAnswer): Promise<void> {
  await orTell(
    answering,
    () => carryOut(answering, asker, answer),
    (error) => deliveryError(error, 'the answer'),
  );
}

async function carryOut(answering: Answering, asker: Asker, answer: ChatAnswer): Promise<void> {
  switch (answer.type) {
    case 'nothing':
      return;
    case 'private':
      return whisper(answering, asker, answer.card);
    case 'shared':
      return share(answering, asker, answer.card);
    case 'errors':
      return whisper(answering, asker, listOf(Object.values(answer.fields)));
    case 'home':
      return drawHome(answering.call, { user: asker.user, card: answer.card, userOf: answering.userOf });
    case 'modal':
      return open(answering, asker, answer.modal);
    default:
      return unexpected('No way to give', answer);
  }
}

/** Opens a form. A trigger lasts three seconds, so this is called before anything else is awaited. */
async function open(answering: Answering, asker: Asker, modal: Modal): Promise<void> {
  const { trigger } = asker;
  if (!trigger)
    return whisper(answering, asker, sentence('That needs a form. Use the same words after /airb.'));
  try {
    const view = renderModal(modal, answering.userOf);
    await answering.call({ method: 'views.open' }, (client) =>
      client.views.open({ trigger_id: trigger, view }),
    );
  } catch (error) {
    const { message } = deliveryError(error, 'views.open');
    await whisper(answering, asker, sentence(`The form did not open. ${message}`));
  }
}

/**
 * Tells the asker alone. It tries the response_url, which works even where airb may not post; then the channel; then a
 * direct message.
 */
async function whisper(answering: Answering, asker: Asker, card: Card): Promise<void> {
  const body = ephemeral(card, answering.userOf);
  if (asker.responseUrl && (await respond(asker.responseUrl, body))) return;
  const { text, blocks } = body;
  const { channel, user } = asker;
  const message = { text, ...(blocks ? { blocks } : {}) };
  if (channel) {
    await answering.call({ method: 'chat.postEphemeral' }, (client) =>
      client.chat.postEphemeral({ channel, user, ...message, parse: 'none', link_names: false }),
    );
    return;
  }
  await answering.call({ method: 'chat.postMessage', channel: user }, (client) =>
    client.chat.postMessage({
      channel: user,
      ...message,
      parse: 'none',
      unfurl_links: false,
      unfurl_media: false,
    }),
  );
}

/** Tells everybody in the channel, by the way that works where airb is no member too; where there is none, the asker. */
async function share(answering: Answering, asker: Asker, card: Card): Promise<void> {
  const { text, blocks } = renderMessage(card, answering.userOf);
  const message = { text, ...(blocks.length > 0 ? { blocks } : {}) };
  const body = { ...message, response_type: 'in_channel', replace_original: false };
  if (asker.responseUrl && (await respond(asker.responseUrl, body))) return;
  const { channel } = asker;
  if (!channel) return whisper(answering, asker, card);
  await answering.call({ method: 'chat.postMessage', channel }, (client) =>
    client.chat.postMessage({ channel, ...message, parse: 'none', unfurl_links: false, unfurl_media: false }),
  );
}

/**
 * Posts to a response_url, which works five times within thirty minutes.
 * @returns whether Slack accepted it
 */
async function respond(url: string, body: object): Promise<boolean> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeout),
    });
    await readWhole(answer, answerLimit);
    return answer.ok;
  } catch {
    return false;
  }
}
