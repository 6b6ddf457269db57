/** The longest name that fits beside others into the name of a channel. */
const longest = 40;

/** A code point that is a letter or a digit and yet none of those an id may have. */
const foreign = /(?![a-z0-9])[\p{L}\p{N}]/u;

/**
 * A foreign name as an id may be: small letters, digits and dashes, beginning with a letter. `Search_Assistant`,
 * `search.assistant` and `search-assistant` are one name. Where letters get lost, because they are of another script or
 * too many, a short digest of the name takes their place, so two names never become one.
 * @param lead begins a name that has no letter to begin with: `system`
 */
export function plainName(name: string, lead: string): string {
  const given = name.normalize('NFKC').trim().toLowerCase();
  const letters = given.normalize('NFKD').replaceAll(/\p{M}+/gu, '');
  const plain = letters.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '');
  const led = /^[a-z]/.test(plain) ? plain : `${lead}-${plain}`.replace(/-$/, '');
  if (plain !== '' && led.length <= longest && !foreign.test(letters)) return led;
  return `${led.slice(0, longest - 8).replace(/-+$/, '')}-${shortDigest(given)}`;
}

/** Seven letters and digits that tell names apart (FNV-1a of 32 bits). It keeps no secret. */
export function shortDigest(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(36).padStart(7, '0');
}
