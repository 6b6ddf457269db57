/** What an adapter must still know after a restart: the ids of conversations, the address that serves a tenant. */
export interface Memory {
  recall(key: string): Promise<string | undefined>;
  remember(key: string, value: string): Promise<void>;
}
