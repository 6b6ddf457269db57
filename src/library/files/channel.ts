import * as z from 'zod';

export const chats = ['slack', 'teams'] as const;

export const chatName = z.enum(chats);

/** Links to Teams channels are long. */
export const channelName = z
  .string()
  .trim()
  .min(1, 'the name of a channel')
  .max(500, 'at most 500 characters')
  .regex(/^[^\n]*$/, 'one line');
