import { type ItemKind, itemKinds } from '../response/action-item.ts';
import { dayMeant, dayWays, type SaidDay } from './due-day.ts';
import type { Intent, Mention } from './intent.ts';
import { longestWord, notOneOf } from './one-of.ts';
import { firstWord, reasonOf, takeMention, unquoted } from './words.ts';

type Parsed = Intent | { misuse: string; help?: true };

/** What is said of an item besides what is to be done. */
interface Facts {
  owner?: Mention;
  due?: SaidDay;
  kind?: ItemKind;
}

const deeds = ['add', 'list', 'done', 'drop', 'owner', 'due', 'kind', 'reopen', 'issue'] as const;
const kinds: Record<string, ItemKind> = { gate: 'prompt-gate', promptgate: 'prompt-gate', evals: 'eval' };

/**
 * `action`, `action add "alert per customer" @ben in 2 weeks monitor`, `action A2 @ben friday`, `action done 2 <link>`,
 * `action owner 2 @ana`. What is to be done stands in quotes, so that no word of it is taken for an owner or a day.
 */
export function parseAction(text: string): Parsed {
  const line = text.trim();
  if (line === '') return { command: 'action' };
  if (/^["“«„‘]/.test(line)) return parseAdd(line);
  const { word, rest } = firstWord(line);
  const proposal = /^a(\d{1,3})$/i.exec(word)?.[1];
  if (proposal !== undefined)
    return withFacts({ command: 'action', deed: 'take', proposal: Number(proposal) }, rest);
  const swapped = /^#?(\d{1,5})$/.exec(word)?.[1];
  const turned = swapped === undefined ? undefined : firstWord(rest);
  const deed = deeds.find((known) => known === (turned ?? { word }).word.toLowerCase());
  if (deed === undefined)
    return {
      misuse: notOneOf({ word: (turned ?? { word }).word, what: 'deed about an action item', of: deeds }),
    };
  if (turned !== undefined) return parseDeed(deed, `${swapped} ${turned.rest}`);
  return parseDeed(deed, rest);
}

function parseDeed(deed: (typeof deeds)[number], rest: string): Parsed {
  if (deed === 'add') return parseAdd(rest);
  if (deed === 'list') {
    if (rest === '' || /^open$/i.test(rest)) return { command: 'action' };
    return /^all$/i.test(rest)
      ? { command: 'action', all: true }
      : {
          misuse: `\`action list\` takes “all” and nothing else, not “${rest.slice(0, longestWord)}”.`,
          help: true,
        };
  }
  const [, digits, words = ''] = /^#?(\d{1,5})(?=\s|$)\s*(.*)$/s.exec(rest) ?? [];
  if (digits === undefined)
    return { misuse: 'Say which item by its number; `/airb action` lists them.', help: true };
  const about = { command: 'action' as const, item: Number(digits) };
  switch (deed) {
    case 'done': {
      const [, override] = /^override\b[:\s]*(.*)$/is.exec(words) ?? [];
      if (override === undefined) return { ...about, deed, reason: reasonOf(words) };
      const why = reasonOf(override);
      return why === ''
        ? { misuse: 'An override needs a reason: it is recorded with your name.' }
        : { ...about, deed, reason: '', override: why };
    }
    case 'drop':
    case 'reopen':
      return { ...about, deed, reason: reasonOf(words) };
    case 'issue':
      return words === '' ? { ...about, deed } : noFact(words);
    case 'owner':
    case 'due':
    case 'kind':
      return parseChanged(about, deed, words);
  }
}

function parseChanged(
  about: { command: 'action'; item: number },
  deed: 'owner' | 'due' | 'kind',
  words: string,
): Parsed {
  const facts = factsIn(deed === 'owner' && /^[^@<\s]+$/.test(words) && words !== 'me' ? `@${words}` : words);
  if ('misuse' in facts) return facts;
  if (facts[deed] === undefined)
    return deed === 'due'
      ? { misuse: `Say when: ${dayWays}.` }
      : { misuse: deed === 'owner' ? 'Say who, with @.' : `Say which kind: ${itemKinds.join(', ')}.` };
  return { ...about, deed: 'change', ...facts };
}

function parseAdd(rest: string): Parsed {
  if (rest === '') return { command: 'action', deed: 'add' };
  const { word, rest: more } = firstWord(rest);
  // Without quotes nobody can tell where it ends, so the form asks for the rest.
  if (!/^["'“‘«„]/.test(rest) || word === rest)
    return { command: 'action', deed: 'add', what: unquoted(rest) };
  return withFacts({ command: 'action', deed: 'add', what: word }, more);
}

function withFacts(intent: Intent & { command: 'action' }, words: string): Parsed {
  const facts = factsIn(words);
  return 'misuse' in facts ? facts : { ...intent, ...facts };
}

function factsIn(text: string): Facts | { misuse: string; help: true } {
  const { person: owner, rest } = takeMention(text);
  const { kind, rest: more } = takeKind(rest);
  const words = more.replace(/\b(?:owner|for|by|to)$/i, '').trim();
  const due = words === '' ? undefined : dayMeant(words);
  if (words !== '' && due === undefined) return noFact(words);
  return { ...(owner && { owner }), ...(due && { due }), ...(kind && { kind }) };
}

function noFact(words: string): { misuse: string; help: true } {
  return {
    misuse: `“${words.slice(0, longestWord)}” is no owner, no day and no kind, and nothing was done. Days are ${dayWays}; kinds ${itemKinds.join(', ')}; what is to be done stands in quotes.`,
    help: true,
  };
}

/** A kind anywhere among the words: `monitor`, `kind eval`, `prompt gate`. */
function takeKind(text: string): { kind?: ItemKind; rest: string } {
  const words = text
    .replace(/\bprompt gate\b/gi, 'prompt-gate')
    .replace(/\bkind:?\s+/gi, '')
    .split(/[\s,]+/);
  const at = words.findIndex((word) => kindOf(word) !== undefined);
  const kind = kindOf(words[at] ?? '');
  return {
    ...(kind && { kind }),
    rest: words
      .filter((_, place) => place !== at)
      .join(' ')
      .trim(),
  };
}

function kindOf(word: string): ItemKind | undefined {
  const plain = word.toLowerCase();
  return (
    itemKinds.find((known) => known === plain) ?? (Object.hasOwn(kinds, plain) ? kinds[plain] : undefined)
  );
}
