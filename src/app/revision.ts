import type { Proposal } from '../domain/revision/proposal.ts';
import { loadLibrary, type ParseCache } from '../library/load.ts';
import { gatherUsed } from '../library/revision/gather.ts';
import { proposalFor } from '../library/revision/revision.ts';
import type { Records } from '../ports/records.ts';

/** Gives the change that an incident asks of its runbook; undefined when there is no such incident. */
export type AskRevision = (incident: number) => Promise<Proposal | undefined>;

/** Proposals against the files as they are when somebody asks. */
export function revisionsIn(
  records: Pick<Records, 'events' | 'heads' | 'document'>,
  dir: string,
): AskRevision {
  const cache: ParseCache = new Map();
  return async (incident) => {
    const gathered = await gatherUsed(records, incident);
    return gathered && proposalFor({ ...gathered, loaded: loadLibrary(dir, { cache }), cache });
  };
}
