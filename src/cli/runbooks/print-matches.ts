import { wayInWords } from '../../domain/runbooks/audience.ts';
import type { Cadence } from '../../domain/runbooks/runbook.ts';
import { inWords } from '../../domain/time.ts';
import type { AlertMatch } from './match-file.ts';

/** One block for each alert: what it gets, why, and what came near. */
export function printMatches(matches: AlertMatch[]): string {
  return matches
    .map(({ alert, match, at, updates }) => {
      const nearly = match.nearly.map((sentence) => `    ${sentence}`);
      return [
        alert.title || alert.fingerprint,
        `  runbook   ${match.runbook.id}${match.unmapped ? ' (generic: nothing is mapped to this alert)' : ''}`,
        `  system    ${match.system?.id ?? (match.systemName === undefined ? 'none named' : `${match.systemName} (no file)`)}`,
        `  severity  ${match.severity}`,
        `  owner     ${match.owner.name}, ${match.ownerAs}`,
        ...printEnd(alert),
        `  updates   ${printUpdates(updates)}`,
        ...(match.by === undefined || at === undefined ? [] : [`  matched   ${printMatcher(match.by, at)}`]),
        `  because   ${match.because}`,
        ...(nearly.length === 0 ? [] : ['  nearly', ...nearly]),
      ].join('\n');
    })
    .join('\n\n');
}

/** How it ends, where that is not as ever. */
function printEnd({ status, quietFor }: AlertMatch['alert']): string[] {
  if (status === 'resolved') return ['  ends      what fires under the same name; alone it opens nothing'];
  return quietFor === undefined
    ? []
    : [`  ends      after ${inWords(quietFor)} without a word; its source never says so`];
}

function printMatcher(
  { labels, own }: NonNullable<AlertMatch['match']['by']>,
  { file, line }: NonNullable<AlertMatch['at']>,
): string {
  const wanted = Object.entries(labels).map(([name, value]) => `${name}=${value}`);
  const where = line === undefined ? `the name of ${file}` : `${file}:${line}`;
  return `${wanted.join(', ')} (${own === undefined && line !== undefined ? 'its failure, ' : ''}${where})`;
}

function printUpdates({ cadence, audiences }: AlertMatch['updates']): string {
  const names = audiences.map((audience) => `${audience.title} (${wayInWords(audience)})`);
  return `${printCadence(cadence)}, to ${names.length === 0 ? 'nobody: no audience wants this severity' : names.join('; ')}`;
}

function printCadence({ first, every, firstFor, then: later }: Cadence): string {
  if (every === undefined) return 'none owed';
  const changing =
    firstFor === undefined || later === undefined
      ? ''
      : ` for ${inWords(firstFor)}, then every ${inWords(later)}`;
  return `every ${inWords(every)}${changing}${first === undefined ? '' : `, the first within ${inWords(first)}`}`;
}
