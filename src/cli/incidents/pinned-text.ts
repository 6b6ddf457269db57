import { text } from '../../documents/text.ts';
import type { Opened } from '../../domain/incident/state.ts';
import { readKept } from '../../library/kept.ts';
import type { Document } from '../../ports/records.ts';
import { boundIn } from '../../views/runbook/bound.ts';
import { runbookDocument } from '../../views/runbook/runbook-document.ts';

/** The runbook that an incident was opened with, for its system; only its text when airb can no longer read it. */
export function pinnedText({ number, plan, openedAt }: Opened, document: Document): string {
  const head = `INC-${number} was opened with ${document.file}, sha-256 ${document.hash}.`;
  const read = readKept(document);
  if ('problem' in read)
    return `${head}\nairb can no longer read it (${read.problem}). Its text:\n\n${document.text.trimEnd()}`;
  const paper = runbookDocument({ runbook: read.runbook, bound: boundIn(plan), now: openedAt });
  return `${head}\n\n${text(paper)}`;
}
