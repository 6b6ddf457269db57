import { readWord } from '../webhooks/fields.ts';

/** Tags as labels: `env:prod,system:support-bot`, a list of such, or of pairs. A tag without a value is one that is there. */
export function tagsIn(given: unknown): Record<string, string> {
  const list: unknown[] =
    typeof given === 'string' ? given.slice(0, 20_000).split(',') : Array.isArray(given) ? given : [];
  const pairs = list.slice(0, 100).map((tag): [string, string] => {
    if (Array.isArray(tag)) return [readWord(tag[0]) ?? '', readWord(tag[1], 1024) ?? ''];
    const text = readWord(tag, 1024) ?? '';
    const at = text.indexOf(':');
    return at < 0 ? [text, 'true'] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
  });
  return Object.fromEntries(
    pairs.filter(([name, value]) => name !== '' && name !== '__proto__' && value !== ''),
  );
}
