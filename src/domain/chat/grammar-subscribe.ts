import { type Severity, severities } from '../people.ts';
import type { SubscribedBy } from '../response/subscription.ts';
import type { Intent } from './intent.ts';
import { longestWord } from './one-of.ts';
import { severityMeant, takeSeverity } from './severity-words.ts';

/** What `subscribe` and `unsubscribe` say: the ways, severities and systems named, in any order. */
interface Named {
  by?: SubscribedBy;
  severities: Severity[];
  systems: string[];
}

const ways: Record<string, SubscribedBy> = {
  dm: 'dm',
  chat: 'dm',
  'direct-message': 'dm',
  email: 'email',
  'e-mail': 'email',
  mail: 'email',
};

/** `subscribe sev1 sev2 support-bot email`; alone, it lists what the asker subscribes to. */
export function parseSubscribe(text: string): Intent | { misuse: string; help?: true } {
  const words = wordsOf(text);
  if (words.length === 0 || words.join() === 'list') return { command: 'subscribe' };
  const named = namedIn(words);
  if (typeof named === 'string') return { misuse: named, help: true };
  const { by = 'dm', systems } = named;
  // Whoever names no severity wants what others are called at night for.
  const wanted = named.severities.length > 0 ? named.severities : (['sev1', 'sev2'] as Severity[]);
  return {
    command: 'subscribe',
    to: { by, severities: wanted, systems: systems.length > 0 ? systems : ['all'] },
  };
}

/** `unsubscribe`, `unsubscribe email`, `unsubscribe support-bot`. */
export function parseUnsubscribe(text: string): Intent | { misuse: string; help?: true } {
  const named = namedIn(wordsOf(text));
  if (typeof named === 'string') return { misuse: named, help: true };
  if (named.severities.length > 0) {
    return {
      misuse:
        '`unsubscribe` takes systems and ways, no severities; `subscribe` with the ones you want replaces yours.',
      help: true,
    };
  }
  const { by, systems } = named;
  return { command: 'unsubscribe', systems, ...(by && { by }) };
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((word) => word !== '' && word !== 'to' && word !== 'by' && word !== 'and' && word !== 'from');
}

/** @returns the misuse as a sentence where a word can be nothing of the kind */
function namedIn(words: string[]): Named | string {
  const named: Named = { severities: [], systems: [] };
  for (const word of words) {
    const { severity } = takeSeverity(word);
    const way = Object.hasOwn(ways, word) ? ways[word] : undefined;
    if (way !== undefined) named.by = way;
    else if (severity !== undefined) named.severities.push(severity);
    else if (/^[a-z0-9][a-z0-9_-]{0,79}$/.test(word) && severityMeant(word) === undefined)
      named.systems.push(word);
    else return `“${word.slice(0, longestWord)}” is no severity, system or way, and nothing was done.`;
  }
  return { ...named, severities: severities.filter((one) => named.severities.includes(one)) };
}
