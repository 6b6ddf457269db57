import type { ChatInput } from '../../../domain/chat/input.ts';
import type { Activity } from '../api/activity.ts';
import { messageRef, rootOf } from '../directory/refs.ts';
import { common, type InputContext } from './context.ts';
import { messageKey } from './dedupe.ts';
import { commandText, mentionsUs, plainText } from './text.ts';

/** What Teams attaches to a message beside files: the message itself as HTML, cards, quoted messages. */
const notFiles =
  /^(?:text\/html|application\/vnd\.microsoft\.(?:card|teams\.card)|messageReference|meetingReference|forwardedMessageReference)/i;

/** Words people write to see their own list, alone. */
const home = /^(?:home|my\s+(?:incidents|steps|work|open\s+steps))[.!?]?$/i;

/**
 * Somebody wrote. To airb (by mention, in a 1:1 chat, as a slash command) it is a command; elsewhere it is talk.
 * @returns undefined when there is nothing in it
 */
export async function messageInput(
  activity: Activity,
  context: InputContext,
): Promise<ChatInput | undefined> {
  await context.meet(activity);
  return isAddressed(activity) ? addressed(activity, context) : talk(activity, context);
}

/** Is airb spoken to? */
export function isAddressed(activity: Activity): boolean {
  return activity.conversation.kind === 'personal' || activity.recipient.targeted || mentionsUs(activity);
}

function addressed(activity: Activity, context: InputContext): ChatInput {
  // A slash command comes with its slash.
  const text = commandText(activity, context).replace(/^\/(?=\S)(?!airb\b)/i, '');
  const base = { key: messageKey(activity), ...common(activity, context) };
  const own = activity.conversation.kind === 'personal' || activity.recipient.targeted;
  return own && home.test(text) ? { ...base, type: 'home' } : { ...base, type: 'command', text };
}

function talk(activity: Activity, context: InputContext): ChatInput | undefined {
  const text = plainText(activity, context);
  const files = activity.attachments
    .filter((one) => !notFiles.test(one.contentType))
    .map((one) => one.name ?? one.contentType);
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
    // Where the thread itself is the room, everything stands directly in it.
    thread: root !== undefined && root !== id && rootOf(base.room ?? '') === undefined,
  };
}
