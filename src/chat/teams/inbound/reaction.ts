import type { ChatInput } from '../../../domain/chat/input.ts';
import type { Activity } from '../api/activity.ts';
import { messageRef } from '../directory/refs.ts';
import { common, type InputContext } from './context.ts';
import { messageKey } from './dedupe.ts';

/**
 * The marks airb reacts to, by the names the domain knows. Teams names an emoji by code point and name,
 * `1f4cc_pushpin`; the six oldest have only a word (`like`). Source:
 * learn.microsoft.com/microsoftteams/platform/teams-sdk/in-depth-guides/message-reactions.
 */
const marks = new Map<string, string>(
  Object.entries({
    '1f4cc': 'pushpin',
    '1f4cd': 'round_pushpin',
    '1f4dd': 'memo',
    '1f516': 'bookmark',
    '23f1': 'stopwatch',
  }),
);

/** One input for each mark added or removed. Other reactions mean nothing to an incident. */
export function reactionInputs(activity: Activity, context: InputContext): ChatInput[] {
  const { replyToId, conversation, reactionsAdded, reactionsRemoved } = activity;
  if (!replyToId) return [];
  const changes = [
    ...reactionsAdded.map((type) => ({ type, added: true })),
    ...reactionsRemoved.map((type) => ({ type, added: false })),
  ].flatMap(({ type, added }) => {
    const emoji = markOf(type);
    return emoji ? [{ emoji, added }] : [];
  });
  if (changes.length === 0) return [];
  const base = common(activity, context);
  return changes.map(({ emoji, added }) => ({
    ...base,
    type: 'reaction',
    key: `${messageKey(activity)}:${replyToId}:${emoji}:${added}`,
    message: messageRef(conversation.id, replyToId),
    emoji,
    added,
  }));
}

function markOf(type: string): string | undefined {
  const [code = '', word] = type.toLowerCase().split('_');
  const point = word === undefined ? type.codePointAt(0)?.toString(16) : code;
  return marks.get((point ?? '').replace(/-fe0f$/, ''));
}
