import type { ChatInput } from '../../../domain/chat/input.ts';
import type { RoomRef } from '../../../domain/refs.ts';
import type { Instant } from '../../../domain/time.ts';
import type { Clock } from '../../../ports/clock.ts';
import type { Activity } from '../api/activity.ts';
import type { Who } from './who.ts';

/** What the translation of activities needs from outside. */
export interface InputContext extends Who {
  /** The room a conversation stands for: a thread, its channel, a chat. */
  roomOf(conversation: string): RoomRef;
  clock: Clock;
}

/** When it was done. Teams' clock may be ahead of ours; nothing happens later than now. */
export function momentOf({ timestamp }: Pick<Activity, 'timestamp'>, clock: Clock): Instant {
  const at = Date.parse(timestamp ?? '');
  const now = clock.now();
  return Number.isFinite(at) ? Math.min(at, now) : now;
}

/** What every input of an activity has in common. */
export function common(activity: Activity, context: InputContext): Pick<ChatInput, 'at' | 'by' | 'room'> {
  return {
    at: momentOf(activity, context.clock),
    by: context.someone(activity.from),
    room: context.roomOf(activity.conversation.id),
  };
}
