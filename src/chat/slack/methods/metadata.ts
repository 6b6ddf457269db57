/** The metadata type of every message that airb posts; the payload holds the key of the effect. */
export const metadataType = 'airb';

/** The metadata that lets a message be found again by the key of its effect. */
export function metadataOf(key: string): { event_type: string; event_payload: { key: string } } {
  return { event_type: metadataType, event_payload: { key } };
}

/** The key that a message carries, when airb posted it. */
export function keyOf(message: {
  metadata?: { event_type?: string; event_payload?: object };
}): string | undefined {
  const { metadata } = message;
  if (metadata?.event_type !== metadataType || !metadata.event_payload) return undefined;
  return 'key' in metadata.event_payload ? String(metadata.event_payload.key) : undefined;
}

const titleMark = ' · ref ';

/** A title with the key of the effect at its end, because a file can't carry metadata. */
export function titleWithKey(title: string, key: string): string {
  return `${title}${titleMark}${key}`;
}

/** True when a file's title ends with this key. */
export function titleHasKey(title: string, key: string): boolean {
  return title.endsWith(`${titleMark}${key}`);
}

/** airb in a workspace. */
export interface Self {
  botUser: string;
  botId: string;
}

/** True for a message that airb posted. Slack names the bot's user, its id, or both. */
export function isBy({ user, bot_id: bot }: { user?: string; bot_id?: string }, self: Self): boolean {
  return user === undefined ? bot !== undefined && bot === self.botId : user === self.botUser;
}
