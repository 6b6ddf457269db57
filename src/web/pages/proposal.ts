import type { Proposal } from '../../domain/revision/proposal.ts';
import { proposalDocument } from '../../views/runbook/proposal.ts';
import { framed } from './frame.ts';

/** The change that an incident asks of its runbook, as a diff with its reasons. */
export function proposalPage(proposal: Proposal): string {
  const paper = proposalDocument(proposal);
  return framed({ ...paper, kicker: `INC-${proposal.incident} · what its runbook may learn` });
}
