import { basename, join } from 'node:path';
import { markdown } from '../../documents/markdown.ts';
import { text } from '../../documents/text.ts';
import type { Proposal } from '../../domain/revision/proposal.ts';
import { loadLibrary, type ParseCache } from '../../library/load.ts';
import { gatherUsed } from '../../library/revision/gather.ts';
import { proposalFor } from '../../library/revision/revision.ts';
import type { Store } from '../../ports/store.ts';
import { proposalDocument, proposalHead, proposalMessage } from '../../views/runbook/proposal.ts';
import { inRecords } from '../records/incident-log.ts';
import { type Answer, misuse, nothingFound } from '../terminal/answer.ts';
import { makeFolder, writeFile } from '../terminal/write-file.ts';

type Records = Pick<Store, 'events' | 'heads' | 'document' | 'close'>;

interface Wanted {
  /** The incident's number as people write it. */
  incident: string;
  out?: string;
  branchReady?: string;
}

/**
 * The change that an incident asks of its runbook: printed with its reasons, as a patch, or as the files of a branch.
 * Ends with 1 when the runbook is gone or the files have errors.
 */
export async function propose(
  dir: string,
  openStore: () => Promise<Records>,
  { incident, out, branchReady }: Wanted,
): Promise<Answer> {
  const digits = /^(?:#|inc-)?([1-9]\d{0,8})$/i.exec(incident.trim())?.[1];
  if (digits === undefined)
    return misuse(`“${incident}” is not an incident number. Write 42, #42 or INC-42.`);
  if (out !== undefined && branchReady !== undefined)
    return misuse('Give --out or --branch-ready, not both.');
  return inRecords(openStore, async (records) => {
    const gathered = await gatherUsed(records, Number(digits));
    if (gathered === undefined)
      return nothingFound(`There is no incident ${incident}. “airb incidents” lists them.`);
    const cache: ParseCache = new Map();
    const proposal = proposalFor({ ...gathered, loaded: loadLibrary(dir, { cache }), cache });
    const written = write(proposal, { out, branchReady });
    const head = proposalHead(proposal);
    const exit = proposal.standing === 'deleted' || proposal.standing === 'broken' ? 1 : 0;
    const { text: _, ...json } = proposal;
    if (out === undefined && branchReady === undefined)
      return { people: text(proposalDocument(proposal)).trimEnd(), json, exit };
    const people = written.length === 0 ? `${head} Nothing was written.` : [head, ...written].join('\n');
    return { people, json: { ...json, written }, exit };
  });
}

/** Writes what was asked for, where there is a change; @returns the paths */
function write(proposal: Proposal, { out, branchReady }: Pick<Wanted, 'out' | 'branchReady'>): string[] {
  const { diff, text: patched, file } = proposal;
  if (diff === undefined || patched === undefined || file === undefined) return [];
  if (out !== undefined) {
    writeFile(out, diff);
    return [out];
  }
  if (branchReady === undefined) return [];
  makeFolder(join(branchReady, ...file.split('/').slice(0, -1)));
  const name = basename(file).replace(/\.ya?ml$/, '');
  const files: [string, string][] = [
    [join(branchReady, ...file.split('/')), patched],
    [join(branchReady, `${name}.commit.txt`), proposalMessage(proposal)],
    [join(branchReady, `${name}.pull-request.md`), markdown(proposalDocument(proposal))],
  ];
  for (const [path, content] of files) writeFile(path, content);
  return files.map(([path]) => path);
}
