import names from 'emoji-name-map/lib/datasource.json';

// Names Slack has and the data source spells otherwise.
const ALIASES: Record<string, string> = { thumbsup: '+1', thumbsdown: '-1', large_red_circle: 'red_circle' };

/** The character of a short name without its colons, or null when nobody knows it. */
export function emojiOf(name: string): string | null {
  const table: Record<string, string> = names;
  const key = ALIASES[name] ?? name;
  return Object.hasOwn(table, key) ? (table[key] ?? null) : null;
}
