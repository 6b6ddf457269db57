import { severities } from '../domain/people.ts';
import type { RecoveryCheck, Runbook, Step } from '../domain/runbooks/runbook.ts';
import { inWords } from '../domain/time.ts';
import { showFinding } from '../runbooks/finding.ts';
import type { Loaded } from '../runbooks/load.ts';
import type { AlertMatch, listRunbooks } from './runbooks.ts';

/** All findings with their lines, then a count. */
export function printFindings({ library, findings }: Loaded): string {
  const errors = findings.filter(({ level }) => level === 'error').length;
  const warnings = findings.length - errors;
  const counted = `${plural(errors, 'error')}, ${plural(warnings, 'warning')}`;
  const read =
    library === undefined
      ? "the library can't be used"
      : `${plural(library.runbooks.length, 'runbook')}, ${plural(library.systems.length, 'system')}`;
  return [...findings.map((finding) => `${showFinding(finding)}\n`), `${counted}: ${read}`].join('\n');
}

export function printList(rows: ReturnType<typeof listRunbooks>): string {
  const width = Math.max(...rows.map(({ id }) => id.length));
  const groups = [...new Set(rows.map(({ group }) => group))];
  return groups
    .map((group) => {
      const lines = rows
        .filter((row) => row.group === group)
        .map(({ id, severity, title }) => `  ${id.padEnd(width)}  ${severity}  ${title}`);
      return [group, ...lines].join('\n');
    })
    .join('\n');
}

/** One block for each alert: what it gets, why, and what came near. */
export function printMatches(matches: AlertMatch[]): string {
  return matches
    .map(({ alert, match }) => {
      const nearly = match.nearly.map((sentence) => `    ${sentence}`);
      return [
        alert.title || alert.fingerprint,
        `  runbook   ${match.runbook.id}${match.unmapped ? ' (generic: nothing is mapped to this alert)' : ''}`,
        `  system    ${match.system?.id ?? (match.systemName === undefined ? 'none named' : `${match.systemName} (no file)`)}`,
        `  severity  ${match.severity}`,
        `  owner     ${match.owner.name}`,
        `  because   ${match.because}`,
        ...(nearly.length === 0 ? [] : ['  nearly', ...nearly]),
      ].join('\n');
    })
    .join('\n\n');
}

/** A runbook as text, its eight sections in order. */
export function printRunbook(runbook: Runbook): string {
  const { triage, rollback, communication, recovery, postmortem, escalation } = runbook;
  return [
    `${runbook.title}  (${runbook.group}/${runbook.id}, ${runbook.hash.slice(0, 12)})`,
    wrap(runbook.summary, ''),
    heading('1. Triggers'),
    ...runbook.triggers.map(({ title }) => wrap(`- ${title}`, '  ')),
    heading('2. Severity'),
    ...severities.map((severity) =>
      wrap(
        `${severity}${severity === runbook.severity.initial ? ' (first)' : ''}: ${runbook.severity.rubric[severity]}`,
        '  ',
      ),
    ),
    heading('3. Owner'),
    `  ${runbook.owner} of the system`,
    heading(`4. Triage, suspects in order: ${triage.suspects.join(', ')}`),
    ...triage.steps.map(printStep),
    heading(
      `5. Rollback, fastest first: ${rollback.order.join(', ')}; read the effect after ${inWords(rollback.measureAfter)}`,
    ),
    ...rollback.steps.map(printStep),
    heading('6. Communication'),
    ...communication.steps.map(printStep),
    heading(`7. Recovery, held for ${inWords(recovery.hold)}`),
    ...(['key', 'safety', 'business'] as const).map(
      (kind) => `  ${kind}: ${recovery[kind].map(printCheck).join('; ')}`,
    ),
    ...recovery.steps.map(printStep),
    heading(`8. Postmortem, due in ${plural(postmortem.dueDays, 'day')}`),
    ...postmortem.steps.map(printStep),
    heading('Evidence'),
    ...runbook.evidence.map(({ title, source }) => wrap(`- ${title} (${source})`, '  ')),
    heading('Escalation'),
    ...[...escalation.criteria, ...escalation.paths].map((text) => wrap(`- ${text}`, '  ')),
    heading('Fallback'),
    wrap(runbook.fallback, '  '),
    heading('Known limits'),
    ...runbook.knownLimits.map((text) => wrap(`- ${text}`, '  ')),
    heading('Known-good samples'),
    ...runbook.samples.flatMap(({ input, good }) => [wrap(`- ${input}`, '  '), wrap(good, '    ')]),
    '',
    `Reviewed ${runbook.review.on} by ${runbook.review.by}, every ${plural(runbook.review.everyDays, 'day')}.`,
  ].join('\n');
}

function heading(text: string): string {
  return `\n${text}`;
}

function printStep({ id, title, look, means, next, role }: Step): string {
  const lines = [
    wrap(`- ${title}  [${id}${role === undefined ? '' : `, ${role}`}]`, '  '),
    wrap(`Look at: ${look}`, '    '),
    wrap(`It means: ${means}`, '    '),
  ];
  return (next === undefined ? lines : [...lines, wrap(`Next: ${next}`, '    ')]).join('\n');
}

function printCheck({ signal, compare, value, baselineFactor }: RecoveryCheck): string {
  const limit = baselineFactor === undefined ? String(value) : `${baselineFactor}x baseline`;
  return `${signal} ${compare === 'at-most' ? 'at most' : 'at least'} ${limit}`;
}

const columns = 100;

/** Breaks a text into lines of at most 100 characters, each indented. */
function wrap(text: string, indent: string): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (line !== '' && `${indent}${line} ${word}`.length > columns) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((one) => `${indent}${one}`).join('\n');
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
