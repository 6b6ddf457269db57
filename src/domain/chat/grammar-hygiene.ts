import type { Intent } from './intent.ts';
import { longestWord } from './one-of.ts';
import { firstWord, reasonOf, unquoted } from './words.ts';

type Parsed = Intent | { misuse: string; help?: true };

/** `#7`, `inc-7` or `7`, and what follows. */
const number = /^(?:#|inc-?)?(\d{1,9})(?=[\s,.:;]|$)[\s,.:;]*/i;

/**
 * `merge into #7 same prompt`, `merge from #7`. Which of the two ends is never guessed: without “into” or “from” the form
 * asks.
 */
export function parseMerge(text: string): Parsed {
  const [, word = '', rest = ''] = /^(?:(into|to|with|from)\b)?\s*(.*)$/is.exec(text) ?? [];
  if (text === '') return { command: 'merge' };
  const match = number.exec(rest);
  if (match?.[1] === undefined)
    return {
      misuse: `Say which incident, by its number: “${rest.slice(0, longestWord)}” is none.`,
      help: true,
    };
  const other = Number(match[1]);
  const reason = reasonOf(rest.slice(match[0].length));
  const way = /^(?:into|to)$/i.test(word) ? 'into' : /^from$/i.test(word) ? 'from' : undefined;
  return { command: 'merge', other, ...(way && { way }), ...(reason && { reason }) };
}

/** `split 2, 3 to latency-spike because another system`: the numbers are those that `split` alone lists. */
export function parseSplit(text: string): Parsed {
  if (text === '') return { command: 'split' };
  const [head = '', ...after] = text.split(/\bbecause\b/i);
  const reason = reasonOf(after.join('because'));
  const [, listed = '', runbook] = /^([\d\s,#and&+]*?)(?:\s*\bto\s+(\S+))?\s*$/i.exec(head.trim()) ?? [];
  const alerts = [...listed.matchAll(/\d{1,6}/g)].map(([digits]) => Number(digits));
  if (alerts.length === 0)
    return { misuse: 'Say which alerts, by the numbers that `/airb split` lists.', help: true };
  return {
    command: 'split',
    alerts: [...new Set(alerts)],
    ...(runbook && { runbook: unquoted(runbook) }),
    ...(reason && { reason }),
  };
}

/** `runbook refusal-spike the prompt is the cause`, `runbook propose`. */
export function parseRunbook(text: string): Parsed {
  const { word: runbook, rest } = firstWord(text);
  if (runbook === '') return { command: 'runbook' };
  if (/^propose$/i.test(runbook) && rest === '') return { command: 'runbook', propose: true };
  const reason = reasonOf(rest);
  return { command: 'runbook', runbook, ...(reason && { reason }) };
}

/** `rename Support bot refuses billing questions`. */
export function parseRename(text: string): Parsed {
  const title = unquoted(text);
  return title === '' ? { command: 'rename' } : { command: 'rename', title };
}
