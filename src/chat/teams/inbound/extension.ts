import type { ChatInput } from '../../../domain/chat/input.ts';
import type { MessageRef } from '../../../domain/refs.ts';
import { authorAmong } from '../../kit/author.ts';
import { type Activity, attachmentsOf, recordOf, textOf } from '../api/activity.ts';
import { messageRef, rootOf, threadOf } from '../directory/refs.ts';
import { common, type InputContext } from './context.ts';
import { invokeKey } from './dedupe.ts';
import { filesOf } from './files.ts';
import { textOfHtml } from './text.ts';

/**
 * Reads a command of the message extension: "Declare an incident" from anywhere and on a message, "Save as evidence",
 * "Send as update" or "Make an action item" on a message. The command ids in the manifest are these words.
 * @returns undefined for a command of another version
 */
export function shortcutInput(activity: Activity, context: InputContext): ChatInput | undefined {
  const value = recordOf(activity.value);
  const base = { type: 'shortcut' as const, key: invokeKey(activity, [value.commandId]) };
  const { commandId } = value;
  if (!isShortcut(commandId)) return undefined;
  const message = recordOf(value.messagePayload);
  const id = textOf(message.id);
  const here = id
    ? { ...activity, conversation: { ...activity.conversation, id: threadAround(activity, message, id) } }
    : activity;
  const pointed = id
    ? { message: pointedAt(context, { ref: messageRef(here.conversation.id, id), message }) }
    : {};
  return { ...base, ...common(here, context), shortcut: commandId, ...pointed };
}

const known = ['declare', 'evidence', 'update', 'action-item'] as const;

function isShortcut(id: unknown): id is (typeof known)[number] {
  return known.some((one) => one === id);
}

/** The thread of a message. In a channel Teams may name only the channel, but the message knows its thread. */
function threadAround({ conversation }: Activity, message: Record<string, unknown>, id: string): string {
  if (conversation.kind !== 'channel' || rootOf(conversation.id) !== undefined) return conversation.id;
  return threadOf(conversation.id, textOf(message.replyToId) ?? id);
}

function pointedAt(
  { personOf }: InputContext,
  { ref, message }: { ref: MessageRef; message: Record<string, unknown> },
) {
  const body = recordOf(message.body);
  const content = textOf(body.content) ?? '';
  const from = recordOf(message.from);
  const user = recordOf(from.user);
  const id = textOf(user.id);
  const listed = id === undefined ? undefined : personOf({ id, aadObjectId: id });
  const files = filesOf(attachmentsOf(message.attachments));
  const name = textOf(user.displayName) ?? textOf(recordOf(from.application).displayName);
  return {
    ref,
    text: body.contentType === 'text' ? content : textOfHtml(content),
    author: authorAmong(listed, name ?? 'somebody unknown'),
    ...(files.length > 0 && { files }),
  };
}
