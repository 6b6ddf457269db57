import { foldables } from '../incident/events.ts';
import type { Intent } from './intent.ts';
import { longestWord, notOneOf } from './one-of.ts';
import { firstWord, reasonOf, unquoted } from './words.ts';

type Parsed = Intent | { misuse: string; help?: true };

/** `step add to rollback Ask the provider`, `step unhelpful 3 because nobody reads that chart`. */
export function parseStep(text: string): Parsed {
  const { word, rest } = firstWord(text);
  if (word === '') return { misuse: 'Say what about a step: add one, or unhelpful and which.', help: true };
  const deed = word.toLowerCase();
  if (deed === 'add') return parseAdd(rest);
  if (deed === 'unhelpful') {
    const [head = '', ...after] = rest.split(/\bbecause\b/i);
    const step = unquoted(head.trim());
    const reason = reasonOf(after.join('because'));
    return {
      command: 'step',
      does: 'unhelpful',
      ...(step && { step }),
      ...(reason && { reason }),
    };
  }
  return { misuse: notOneOf({ word, what: 'deed about a step', of: ['add', 'unhelpful'] }) };
}

const sections = foldables.filter((known) => known !== 'questions');

function parseAdd(text: string): Parsed {
  const [, named, rest = text] = /^to\s+(\S+)\s*(.*)$/is.exec(text) ?? [];
  const section = sections.find((known) => known === named?.toLowerCase());
  if (named !== undefined && section === undefined) {
    return {
      misuse: `“${named.slice(0, longestWord)}” is no section; one of ${sections.join(', ')}, and nothing was added.`,
      help: true,
    };
  }
  const title = unquoted(rest.trim());
  return { command: 'step', does: 'add', ...(section && { section }), ...(title && { title }) };
}
