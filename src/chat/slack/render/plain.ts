import type { People } from '../directory/people.ts';

/** How to write a mention: as a name to read, or in the form that the command grammar understands. */
type Mention = (slackId: string, label: string | undefined) => string;

/**
 * Slack's escaped message text as people read it: a mention becomes a name, a link its address, an entity its
 * character. Source of the syntax: docs.slack.dev/messaging/formatting-message-text.
 */
export function plainText(text: string, people: People): string {
  return unfold(text, (id, label) => `@${people.nameOf(id) ?? label ?? id}`);
}

/**
 * The text of a command, with people in place of Slack's ids. `<@U01BEN|ben>` becomes `<@ben>`; a person only Slack
 * knows becomes `<@slack:U0999|zoe>`. The grammar reads a mention as one word, so a label contains no spaces.
 */
export function commandText(text: string, people: People): string {
  const mention: Mention = (id, label) => {
    const person = people.personOf(id);
    if (person) return `<@${person.id}>`;
    const name = (label ?? people.nameOf(id) ?? '').replace(/\s+/g, '.');
    return name === '' ? `<@slack:${id}>` : `<@slack:${id}|${name}>`;
  };
  return unfold(text, mention).trim();
}

/** The Slack users that a text mentions. */
export function mentionedIn(text: string): string[] {
  return [...text.matchAll(/<@([A-Z0-9]+)(?:\|[^<>]*)?>/g)].map(([, id = '']) => id);
}

function unfold(text: string, mention: Mention): string {
  const shown = text.replace(/<([^<>]*)>/g, (_all, inner: string) => readable(inner, mention));
  return shown.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

function readable(inner: string, mention: Mention): string {
  const cut = inner.indexOf('|');
  const target = cut === -1 ? inner : inner.slice(0, cut);
  const label = cut === -1 ? undefined : inner.slice(cut + 1);
  const id = target.slice(1);
  if (target.startsWith('@')) return mention(id, label);
  if (target.startsWith('#')) return `#${label ?? id}`;
  if (!target.startsWith('!')) return target.replace(/^mailto:/, '');
  if (target.startsWith('!subteam^') || target.startsWith('!date^')) return label ?? target;
  return `@${label?.replace(/^@/, '') ?? id}`;
}
