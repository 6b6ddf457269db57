/** What an adapter must still know after a restart: where a conversation is, which address answers for a tenant. */
export interface Memory {
  recall(key: string): Promise<string | undefined>;
  remember(key: string, value: string): Promise<void>;
}
