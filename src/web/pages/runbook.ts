import { type Block, heading, list, paragraph, type Text } from '../../documents/document.ts';
import type { Library, Runbook } from '../../domain/runbooks/runbook.ts';
import type { Instant } from '../../domain/time.ts';
import type { Head } from '../../ports/records.ts';
import { appliesTo } from '../../views/runbook/applies.ts';
import type { Bound } from '../../views/runbook/bound.ts';
import { runbookDocument } from '../../views/runbook/runbook-document.ts';
import type { FileFinding } from '../options.ts';
import { framed } from './frame.ts';
import { incidentBlocks } from './incidents-table.ts';

interface Facts {
  runbook: Runbook;
  library: Library;
  now: Instant;
  bound?: Bound;
  /** Incidents of this failure. */
  heads: Head[];
  /** What is wrong with its file. */
  findings: FileFinding[];
}

/** A runbook as its file is now, for any system or for one. */
export function runbookPage(facts: Facts): string {
  const { runbook, bound, now } = facts;
  const document = runbookDocument({ runbook, now, site: true, ...(bound && { bound }) });
  const blocks = [choice(facts), ...document.blocks, ...said(facts.findings), ...incidentBlocks(facts.heads)];
  return framed({ ...document, kicker: `${runbook.group} · ${runbook.id}`, blocks });
}

/** Which systems it can be read for. */
function choice({ runbook, library, bound }: Facts): Block {
  const others = library.systems.filter((system) => appliesTo(runbook, system) && system.id !== bound?.id);
  const links = others.flatMap(
    ({ id, title }, n): Text => [
      n === 0 ? '' : ' · ',
      { here: `/runbooks/${runbook.id}?system=${id}`, text: title },
    ],
  );
  const any: Text =
    bound === undefined
      ? []
      : [{ here: `/runbooks/${runbook.id}`, text: 'any system' }, ...(links.length > 0 ? [' · '] : [])];
  if (links.length === 0 && any.length === 0)
    return paragraph('No system in the inventory is of a kind this can happen to.');
  return paragraph(
    { strong: bound === undefined ? 'Read it for: ' : 'Read it for another: ' },
    ...any,
    ...links,
  );
}

function said(findings: FileFinding[]): Block[] {
  if (findings.length === 0) return [];
  return [
    heading('What the linter says'),
    ...list(findings.map(({ level, line, what }): Text => [{ strong: level }, ` in line ${line}: ${what}`])),
  ];
}
