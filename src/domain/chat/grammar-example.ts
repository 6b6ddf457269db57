import { exampleSets } from '../incident/events.ts';
import { evalTools } from '../response/eval-run.ts';
import type { Intent } from './intent.ts';
import { notOneOf } from './one-of.ts';
import { firstWord, unquoted } from './words.ts';

type Parsed = Extract<Intent, { command: 'example' }> | { misuse: string; help?: true };

/**
 * `3 blocking expected: explains where the invoice is because: asked every day`. Without the texts airb answers with the
 * form; alone, with the list.
 */
export function parseExample(rest: string): Parsed {
  if (rest === '' || /^list$/i.test(rest)) return { command: 'example' };
  const { word: number, rest: more } = firstWord(rest);
  if (/^push$/i.test(number)) return parsePush(more);
  const digits = /^(?:#)?(\d{1,5})$/.exec(number)?.[1];
  if (digits === undefined)
    return {
      misuse: `Say which evidence, by its number: “${number.slice(0, 40)}” is none, and nothing was done.`,
      help: true,
    };
  const place = Number(digits);
  const { word, rest: texts } = firstWord(more);
  if (word === '') return { command: 'example', place };
  const set = exampleSets.find((one) => one === word.toLowerCase().replace(/[:,]$/, ''));
  if (set === undefined) return { misuse: notOneOf({ word, what: 'set', of: exampleSets }) };
  const { expected, reason } = textsIn(texts);
  return {
    command: 'example',
    place,
    set,
    ...(expected && { expected: unquoted(expected) }),
    ...(reason && { reason: unquoted(reason) }),
  };
}

/** `push langfuse`, and `private` behind it where the incident is. What else stands there is not understood, so nothing leaves. */
function parsePush(rest: string): Parsed {
  const { word, rest: more } = firstWord(rest);
  const tool = evalTools.find((one) => one === word.toLowerCase());
  if (tool === undefined) return { misuse: notOneOf({ word, what: 'eval tool', of: evalTools }) };
  if (more !== '' && !/^private$/i.test(more))
    return {
      misuse: `“${more.slice(0, 40)}” is not understood behind the tool, and nothing left. Only \`private\` may stand there.`,
      help: true,
    };
  return { command: 'example', push: tool, ...(more !== '' && { withPrivate: true as const }) };
}

function textsIn(text: string): { expected?: string; reason?: string } {
  const found =
    /(?:expect(?:ed|s)?\s*:\s*(?<expected>[\s\S]*?))?\s*(?:because\s*:?\s*(?<reason>[\s\S]*))?$/i.exec(
      text.trim(),
    )?.groups;
  return { expected: found?.expected?.trim() ?? '', reason: found?.reason?.trim() ?? '' };
}
