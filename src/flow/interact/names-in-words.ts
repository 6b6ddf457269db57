import type { ChatInput } from '../../domain/chat/input.ts';
import type { Intent } from '../../domain/chat/intent.ts';
import { actorName } from '../../domain/people.ts';
import type { PersonSpec } from '../../domain/runbooks/runbook.ts';

/** A mention as chats hand it on: `<@ben>`, `<@slack:U0ZOE|zoe>`. */
const mention = /<@([^|>\s]+)(?:\|([^<>]*))?>/g;

/**
 * A command whose reasons, notes and titles say people by name. The grammar has taken out whoever is meant to do something;
 * a mention that is left stands in a sentence for people to read. Its label alone names nobody, so it stays the bare word it is.
 */
export function inReadableWords(intent: Intent, input: ChatInput, people: readonly PersonSpec[]): Intent {
  const nameOf = (id: string, label?: string): string => {
    const named = input.named?.find((one) => one.id === id);
    if (named) return `@${actorName({ kind: 'person', ...named })}`;
    const listed = people.find((one) => one.id === id);
    return listed ? `@${listed.name}` : (label ?? id).replaceAll('.', ' ');
  };
  return mapWords(intent, (words) =>
    words.replace(mention, (_, id: string, label?: string) => nameOf(id, label)),
  );
}

/** The same thing with every text in it changed, however deep. */
function mapWords<T>(value: T, change: (words: string) => string): T;
function mapWords(value: unknown, change: (words: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((one) => mapWords(one, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapWords(one, change)]));
}
