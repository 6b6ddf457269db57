/** The longest name of a file; the archive has room for a hundred characters with its folder. */
const longest = 40;

/**
 * A file name made of foreign words: small letters, digits and dashes, whatever was written. Two words may give one name,
 * so it stands behind a number or before a hash.
 */
export function safeName(words: string): string {
  const plain = words
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}+/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, longest)
    .replaceAll(/^-+|-+$/g, '');
  return plain || 'untitled';
}
