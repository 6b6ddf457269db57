/** Chats that files may name. */
export const chats = ['slack', 'teams'] as const;
