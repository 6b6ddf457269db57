import type { Severity } from '../people.ts';

const written = /^(?:sev(?:erity)?[\s_-]*)?([1-4])(?=[\s,:]|[.–—-](?:\s|$)|$)[,:.]?\s*/i;

/** `sev2`, `SEV-2`, `sev 2`, `2` at the beginning of a text. */
export function takeSeverity(text: string): { severity?: Severity; rest: string } {
  const match = written.exec(text.trim());
  if (!match) return { rest: text.trim() };
  return { severity: `sev${match[1]}` as Severity, rest: text.trim().slice(match[0].length) };
}

/** A first word that is meant as a severity, whether there is one or not: `sev2`, `sev9`, `severity`, `P1`. */
export function severityMeant(text: string): string | undefined {
  return /^(?:sev(?:erity)?(?:[\s_-]?\d\S*|-\S+)?|p\d)(?=[\s,:]|$)/i.exec(text.trim())?.[0];
}

/** What to say to a word that is not a severity. */
export function noSeverity(word: string): string {
  return `“${word.slice(0, 40)}” is not a severity: use sev1 (worst) to sev4.`;
}
