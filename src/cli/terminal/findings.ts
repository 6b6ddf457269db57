import { count } from '../../domain/plain.ts';
import { showFinding } from '../../library/finding.ts';
import type { Loaded } from '../../library/load.ts';
import { type Answer, nothingFound } from './answer.ts';

/** All findings with their lines, then a count. */
export function printFindings({ library, findings }: Pick<Loaded, 'library' | 'findings'>): string {
  const errors = findings.filter(({ level }) => level === 'error').length;
  const counted = `${count(errors, 'error')}, ${count(findings.length - errors, 'warning')}`;
  const read =
    library === undefined
      ? "the library can't be used"
      : `${count(library.runbooks.length, 'runbook')}, ${count(library.systems.length, 'system')}`;
  return [...findings.map((finding) => `${showFinding(finding)}\n`), `${counted}: ${read}`].join('\n');
}

/** The answer of a verb that needs the library when the files have errors: a library is used whole or not at all. */
export function unusable(loaded: Pick<Loaded, 'library' | 'findings'>): Answer {
  return nothingFound(printFindings(loaded));
}
