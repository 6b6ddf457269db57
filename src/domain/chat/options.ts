import { dash, withoutQuoted } from './signs.ts';

/** An option as it was typed, and what it is called: `—dry‑run` is `dryrun`. */
export interface Option {
  typed: string;
  /** Letters and digits only, lower case, so that `--dry-run`, `--dryrun` and `-dry_run` are one. */
  name: string;
}

/**
 * A word is an option when it begins with a dash of any kind and goes on with a letter. Two hyphens or a long dash make one
 * of whatever follows, save an arrow: phones turn `--` into `—`, so both mean the same.
 */
const option = new RegExp(
  `(?<=^|\\s)(?:[${dash}]{1,3}\\p{L}|(?:[${dash}]{2,3}|[—―])[^\\s>${dash}])\\S*`,
  'gu',
);

/** Longer words are cut before they are repeated. */
const longest = 40;

/**
 * Takes the options out of a text; what stands in quotes is never one.
 * @param where `first` for commands whose words are text of their own: there only a leading word is an option
 */
export function takeOptions(text: string, where: 'anywhere' | 'first'): { options: Option[]; rest: string } {
  const masked = withoutQuoted(text);
  const found = [...masked.matchAll(option)].filter(
    ({ index }) => where === 'anywhere' || masked.slice(0, index).trim() === '',
  );
  let rest = '';
  let end = 0;
  for (const { index, 0: word } of found) {
    rest += text.slice(end, index);
    end = index + word.length;
  }
  return { options: found.map(({ 0: typed }) => optionOf(typed)), rest: (rest + text.slice(end)).trim() };
}

/** Whether two names are one option, however their words are joined. */
export function isOption({ name }: Pick<Option, 'name'>, known: string): boolean {
  return name === optionOf(known).name;
}

/** The whole of a text is an option written without its dashes: `dry run`, `help`, `?`. */
export function bareOption(text: string): 'help' | 'dry-run' | undefined {
  const word = text.trim().replace(/[.!]+$/, '');
  if (word === '?') return 'help';
  const { name } = optionOf(word);
  if (!new RegExp(`^[\\p{L}\\s_${dash}]{1,12}$`, 'u').test(word)) return undefined;
  return name === 'help' ? 'help' : name === 'dryrun' || name === 'preview' ? 'dry-run' : undefined;
}

function optionOf(typed: string): Option {
  const word = typed.replace(/[.,;:!?]+$/, '');
  const [before, value] = word.split('=', 2);
  // An option with a value is another one than the same without: none here takes a value.
  const named = value === undefined ? (before ?? '') : word;
  const name = named.toLowerCase().replace(new RegExp(`[\\s_${dash}]`, 'g'), '');
  return { typed: word.slice(0, longest), name };
}
