import type { Finding } from '../finding.ts';

/** A finding without its place: what, what was expected, why it matters and how to fix it. */
export function inSentences({ what, expected, why, fix }: Finding): string {
  const parts = [
    expected === '' ? undefined : `Expected: ${expected}`,
    why && capital(why),
    fix && `Fix: ${fix}`,
  ];
  // It may begin with an id, which is written as it is.
  return [what, ...parts].flatMap((part) => (part === undefined ? [] : [ended(part)])).join(' ');
}

function capital(text: string): string {
  return text.replace(/^[a-z]/, (letter) => letter.toUpperCase());
}

function ended(text: string): string {
  return /[.?!]$/.test(text) ? text : `${text}.`;
}
