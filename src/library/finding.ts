import { inSentence } from '../domain/plain.ts';
import { suggest } from '../domain/suggest.ts';
import type { RuleId } from './finding-kinds.ts';

/** Something in a file that a person should correct. */
export interface Finding {
  /**
   * An error keeps the file from being used, or is a query that Prometheus gives nothing for (`lint --live`); a warning is
   * about something that would hurt in an incident.
   */
  level: 'error' | 'warning';
  /** The check that found it; see finding-kinds.ts. */
  rule: RuleId;
  /** Path below the runbooks folder. */
  file: string;
  /** 1 is the first. */
  line: number;
  column: number;
  /** Where in the data: `recovery.key.0.signal`. */
  path: string;
  what: string;
  expected: string;
  /** Why it matters. */
  why?: string;
  /** What to do about it. */
  fix?: string;
  /** The line itself, cut, with secrets blotted out. */
  excerpt?: string;
}

const widest = 100;

/** The finding as one line: `library/cost/x.yaml:3:1 error …; expected …`. For logs and /readyz. */
export function findingLine(finding: Finding): string {
  const expected = finding.expected === '' ? '' : `; expected ${finding.expected}`;
  return `${finding.file}:${finding.line}:${finding.column} ${finding.level}: ${finding.what}${expected}`;
}

/** The finding for people: the line with a caret under the place, why it matters and how to fix it. */
export function showFinding(finding: Finding): string {
  const lines = [
    `${finding.level === 'error' ? 'error' : 'warning'}: ${finding.what}`,
    `  at ${finding.file}:${finding.line}:${finding.column}`,
    ...drawLine(finding),
  ];
  if (finding.expected !== '') lines.push(`  expected: ${finding.expected}`);
  if (finding.why !== undefined) lines.push(`  why: ${finding.why}`);
  if (finding.fix !== undefined) lines.push(`  fix: ${finding.fix}`);
  return lines.join('\n');
}

/** The suggested fix for a word that may be misspelt; undefined when no known word is near it. */
export function suggestedFix(word: string, known: readonly string[]): string | undefined {
  const suggestion = suggest(word, known);
  return suggestion && inSentence(suggestion);
}

/** Errors first, then by file and place, so that a reader goes through each file from the top. */
export function inReadingOrder(findings: Finding[]): Finding[] {
  return [...findings].sort(
    (a, b) =>
      Number(a.level === 'warning') - Number(b.level === 'warning') ||
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
      a.line - b.line ||
      a.column - b.column,
  );
}

function drawLine({ excerpt, line, column }: Finding): string[] {
  if (excerpt === undefined || excerpt.trim() === '') return [];
  const from = column > widest - 20 ? column - 40 : 0;
  const shown = excerpt.slice(from, from + widest).replaceAll('\t', ' ');
  const margin = `  ${line} | `;
  return [`${margin}${shown}`, `${' '.repeat(margin.length + Math.max(0, column - 1 - from))}^`];
}
