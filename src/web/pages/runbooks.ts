import { type Block, heading, list, paragraph, type Text } from '../../documents/document.ts';
import { capital, count, inSeries } from '../../domain/plain.ts';
import { failureGroups, type Library, type Runbook } from '../../domain/runbooks/runbook.ts';
import type { Instant } from '../../domain/time.ts';
import { appliesTo, inLibraryOrder } from '../../views/runbook/applies.ts';
import { reviewState } from '../../views/runbook/review.ts';
import type { FileFinding } from '../options.ts';
import { framed } from './frame.ts';

interface Facts {
  library: Library;
  findings: FileFinding[];
  now: Instant;
}

const mostFindings = 40;

/** All runbooks by group: what each is for, where it applies, and when its review is due. */
export function runbooksPage(facts: Facts): string {
  const { library, findings } = facts;
  const groups = failureGroups.flatMap((group) => {
    const runbooks = inLibraryOrder(library.runbooks.filter((runbook) => runbook.group === group));
    return runbooks.length === 0 ? [] : [heading(capital(group)), table(runbooks, facts)];
  });
  return framed({
    title: 'Runbooks',
    kicker: `${count(library.runbooks.length, 'runbook')} for ${count(library.systems.length, 'system')}`,
    facts: [],
    blocks: [...inUse(findings), ...groups, ...said(findings)],
  });
}

/** Tells the reader that files have errors and an older library is in use. */
function inUse(findings: FileFinding[]): Block[] {
  const broken = [...new Set(findings.filter(({ level }) => level === 'error').map(({ file }) => file))];
  if (broken.length === 0) return [];
  const files = inSeries(broken.slice(0, 5));
  return [
    paragraph(
      { strong: 'The files have errors. ' },
      `What you see is the last good version; look at ${files}.`,
    ),
  ];
}

function table(runbooks: Runbook[], facts: Facts): Block {
  const head = ['Runbook', 'Severity', 'Applies to', 'Review', 'Linter'];
  const rows = runbooks.map((runbook): Text[] => [
    [{ here: `/runbooks/${runbook.id}`, text: runbook.title }],
    [runbook.severity.initial.toUpperCase()],
    systemsOf(runbook, facts.library),
    review(runbook, facts.now),
    [shortly(facts.findings.filter(({ file }) => file === runbook.file))],
  ]);
  return { type: 'table', stacked: true, caption: '', head, rows };
}

function systemsOf(runbook: Runbook, { systems }: Library): Text {
  const those = systems.filter((system) => appliesTo(runbook, system));
  if (those.length === 0) return ['none in the inventory'];
  return those.flatMap(
    ({ id, title }, n): Text => [
      n === 0 ? '' : ', ',
      { here: `/runbooks/${runbook.id}?system=${id}`, text: title },
    ],
  );
}

function review({ review: said }: Runbook, now: Instant): Text {
  const { due, overdue } = reviewState(said, now);
  return overdue ? [{ strong: 'overdue' }, ` since ${due}`] : [`due ${due}`];
}

function shortly(findings: FileFinding[]): string {
  const errors = findings.filter(({ level }) => level === 'error').length;
  const warnings = findings.length - errors;
  const words = [
    ...(errors > 0 ? [count(errors, 'error')] : []),
    ...(warnings > 0 ? [count(warnings, 'warning')] : []),
  ];
  return words.length === 0 ? 'clean' : words.join(', ');
}

function said(findings: FileFinding[]): Block[] {
  if (findings.length === 0) return [];
  const items = findings
    .slice(0, mostFindings)
    .map(
      ({ level, file, line, what }): Text => [
        { strong: level },
        ' ',
        { code: `${file}:${line}` },
        ` ${what}`,
      ],
    );
  const more = findings.length - items.length;
  return [
    heading('What the linter says'),
    ...list(items),
    paragraph(
      `${more > 0 ? `And ${more} more. ` : ''}“airb runbooks lint” says why each matters and how to mend it.`,
    ),
  ];
}
