import type { ChatInput } from '../../../domain/chat/input.ts';
import type { RoomRef } from '../../../domain/refs.ts';
import type { Clock } from '../../../ports/clock.ts';
import { momentOf } from '../../kit/moment.ts';
import type { Activity } from '../api/activity.ts';
import type { Who } from './who.ts';

/** What the translation of activities needs from outside. */
export interface InputContext extends Who {
  /** The room of a conversation: a thread, its channel, or a chat. */
  roomOf(conversation: string): RoomRef;
  clock: Clock;
}

/** The fields that every input from an activity has. */
export function common(activity: Activity, context: InputContext): Pick<ChatInput, 'at' | 'by' | 'room'> {
  return {
    at: momentOf(Date.parse(activity.timestamp ?? ''), context.clock),
    by: context.someone(activity.from),
    room: context.roomOf(activity.conversation.id),
  };
}
