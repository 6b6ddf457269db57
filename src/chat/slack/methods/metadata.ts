/** The type of the metadata every post of airb carries; the payload holds the key of the effect. */
export const metadataType = 'airb';

export function metadataOf(key: string): { event_type: string; event_payload: { key: string } } {
  return { event_type: metadataType, event_payload: { key } };
}

/** The key a message carries, when it is one of ours. */
export function keyOf(message: {
  metadata?: { event_type?: string; event_payload?: object };
}): string | undefined {
  const { metadata } = message;
  if (metadata?.event_type !== metadataType || !metadata.event_payload) return undefined;
  return 'key' in metadata.event_payload ? String(metadata.event_payload.key) : undefined;
}

const titleMark = ' · ref ';

/** A file can carry no metadata, so the key stands at the end of its title. */
export function titleWithKey(title: string, key: string): string {
  return `${title}${titleMark}${key}`;
}

export function titleHasKey(title: string, key: string): boolean {
  return title.endsWith(`${titleMark}${key}`);
}
