import type { ChatInput } from '../../../domain/chat/input.ts';
import type { Activity } from '../api/activity.ts';
import { messageRef, rootOf } from '../directory/refs.ts';
import { common, type InputContext } from './context.ts';
import { messageKey } from './dedupe.ts';
import { filesOf, isFile } from './files.ts';
import { commandText, mentionsUs, plainText } from './text.ts';

/** Words with which people ask for their own list, which only they see. */
const home = /^(?:home|my\s+(?:incidents|steps|work|open\s+steps))[.!?]?$/i;

/**
 * Reads a message. One addressed to airb (by mention, in a 1:1 chat, as a slash command) is a command; any other is
 * talk.
 * @returns undefined when the message is empty
 */
export function messageInput(activity: Activity, context: InputContext): ChatInput | undefined {
  return isAddressed(activity) ? addressed(activity, context) : talk(activity, context);
}

/** True when the message is addressed to airb. */
export function isAddressed(activity: Activity): boolean {
  return activity.conversation.kind === 'personal' || activity.recipient.targeted || mentionsUs(activity);
}

function addressed(activity: Activity, context: InputContext): ChatInput {
  // The text of a slash command includes its slash.
  const text = commandText(activity, context).replace(/^\/(?=\S)(?!airb\b)/i, '');
  const base = { key: messageKey(activity), ...common(activity, context) };
  const own = activity.conversation.kind === 'personal' || activity.recipient.targeted;
  if (own && home.test(text)) return { ...base, type: 'home' };
  const named = activity.mentions
    .filter(({ mentioned }) => mentioned.id !== activity.recipient.id)
    .map(({ mentioned }) => context.someone(mentioned));
  const files = filesOf(activity.attachments);
  return {
    ...base,
    type: 'command',
    text,
    ...(named.length > 0 && { named }),
    ...(files.length > 0 && { files }),
  };
}

function talk(activity: Activity, context: InputContext): ChatInput | undefined {
  const text = plainText(activity, context);
  const files = activity.attachments.filter(isFile).map((one) => one.name ?? one.contentType);
  if ((text === '' && files.length === 0) || !activity.id) return undefined;
  const { conversation, id } = activity;
  const base = common(activity, context);
  const root = rootOf(conversation.id);
  return {
    ...base,
    type: 'message',
    key: messageKey(activity),
    message: messageRef(conversation.id, id),
    text,
    files,
    // Where the thread is itself the room, its messages are not replies to another message.
    thread: root !== undefined && root !== id && rootOf(base.room ?? '') === undefined,
  };
}
