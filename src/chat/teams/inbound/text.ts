import type { Account, Activity, Mention } from '../api/activity.ts';
import { strangerId } from '../directory/refs.ts';
import type { Who } from './who.ts';

/** How to write a mention: as a name to read, or in the form that the command grammar understands. */
type Written = (mentioned: Account | undefined, label: string) => string;

type Naming = Pick<Who, 'personOf' | 'entraOf'>;

/** Characters without width: zero widths, byte order marks, and the direction marks that Teams puts around mentions. */
const invisible = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]/g;

/**
 * A message as people read it: mentions become names, markup is removed, entities become characters. Teams sends text
 * with `<at>` for each mention, a few HTML tags, and `&nbsp;` for a space typed after a mention.
 */
export function plainText(activity: Pick<Activity, 'text' | 'mentions'>, { personOf }: Naming): string {
  const written: Written = (account, label) =>
    `@${account === undefined ? label : (personOf(account)?.name ?? account.name ?? account.id)}`;
  return unfold(activity, written);
}

/**
 * The text of a command without airb's name, and with people as the grammar reads them: `<@ben>`, or
 * `<@teams:3f2a…|Zoe.Ray>` for a person only Teams knows.
 */
export function commandText(
  activity: Pick<Activity, 'text' | 'mentions' | 'recipient'>,
  { personOf, entraOf }: Naming,
): string {
  const written: Written = (account, label) => {
    if (account === undefined) return `<@${strangerId(nobody)}|${asWord(label)}>`;
    if (account.id === activity.recipient.id) return ' ';
    const person = personOf(account);
    if (person) return `<@${person.id}>`;
    const id = strangerId(entraOf(account) ?? account.id);
    const name = asWord(account.name ?? '');
    return name === '' ? `<@${id}>` : `<@${id}|${name}>`;
  };
  return unmarked(
    unfold(activity, written)
      .replace(/^[\s,:]+/, '')
      .replace(/[ \t]{2,}/g, ' '),
  );
}

/** Stands for the account of a mention that came without one: its label alone names nobody. */
const nobody = 'nobody';

function asWord(name: string): string {
  return name.replace(/[\s|<>]+/g, '.');
}

/** True when the text mentions airb. */
export function mentionsUs({ mentions, recipient }: Pick<Activity, 'mentions' | 'recipient'>): boolean {
  return mentions.some(({ mentioned }) => mentioned.id === recipient.id);
}

/** The HTML of the message that a person pointed at, as text. */
export function textOfHtml(html: string): string {
  return readable(html).trim();
}

/** Reads mentions apart from the text between them, so that nothing in a name is read as markup. */
function unfold({ text, mentions }: Pick<Activity, 'text' | 'mentions'>, written: Written): string {
  const left = [...mentions];
  let shown = '';
  let end = 0;
  for (const match of text.matchAll(/<at\b[^<>]{0,200}>(.{0,300}?)<\/at>/gs)) {
    const mention = takeMention(left, mentions, match[0]);
    shown += readable(text.slice(end, match.index));
    shown += written(mention?.mentioned, decoded(match[1] ?? ''));
    end = match.index + match[0].length;
  }
  return `${shown}${readable(text.slice(end))}`.trim();
}

function readable(markup: string): string {
  return decoded(withoutTags(markup));
}

/**
 * Takes the next mention with this text. Two people of the same name appear in the order of the entities. A person
 * named twice may have one entity or two.
 */
function takeMention(left: Mention[], all: Mention[], whole: string): Mention | undefined {
  const place = left.findIndex((mention) => mention.text === whole);
  if (place >= 0) return left.splice(place, 1)[0];
  return all.find((mention) => mention.text === whole);
}

/** Removes the tags Teams writes. A `<` that somebody typed comes as an entity, so other angle brackets stay. */
function withoutTags(text: string): string {
  return text
    .replace(/<(?:br|hr)\s*\/?>|<\/(?:p|div|li|tr|h[1-6]|blockquote|pre)>/gi, '\n')
    .replace(/<(?:attachment|img|emoji)\b[^<>]{0,2000}?\balt="([^"]{0,200})"[^<>]{0,2000}>/gi, '$1')
    .replace(
      /<\/?(?:p|div|span|b|strong|i|em|u|s|strike|del|code|pre|a|ul|ol|li|h[1-6]|blockquote|attachment|img|emoji|table|tbody|thead|tr|td|th|font|systemeventmessage)\b[^<>]{0,2000}>/gi,
      '',
    );
}

const entities: Record<string, string> = {
  '&nbsp;': ' ',
  '&lt;': '<',
  '&gt;': '>',
  '&quot;': '"',
  '&#39;': "'",
  '&apos;': "'",
  '&amp;': '&',
};

/** Decodes entities once only: `&amp;lt;`, which somebody typed as `&lt;`, must stay `&lt;`. */
function decoded(text: string): string {
  return text
    .replace(/&(?:nbsp|lt|gt|quot|#39|apos|amp);/g, (entity) => entities[entity] ?? entity)
    .replaceAll('\u00a0', ' ')
    .replace(/\r\n?/g, '\n')
    .replace(invisible, '')
    .replace(/\n{3,}/g, '\n\n');
}

/** Removes Markdown's bold, italic or code around the first words, because people copy commands from help. */
function unmarked(text: string): string {
  return text.replace(/^([*_~`]{1,3})(?=\S)(.{1,200}?)\1(?![\p{L}\p{N}])/u, '$2').trim();
}
