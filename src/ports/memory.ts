/**
 * What is remembered of one message begins with this, and the key of its effect follows. It is forgotten with the effect,
 * when nobody looks for it any more. Teams needs it, and e-mail for addresses that took a letter: Slack keeps the key with
 * the message.
 */
export const sentPrefix = 'teams:sent:';

/** What an adapter must still know after a restart: the ids of conversations, the address that serves a tenant. */
export interface Memory {
  recall(key: string): Promise<string | undefined>;
  remember(key: string, value: string): Promise<void>;
}
