import type { Command } from 'commander';
import type { Store } from '../../ports/store.ts';
import { headJson } from '../../views/record/head-json.ts';
import { incidentJson } from '../../views/record/json.ts';
import { inRecords, ofOpened } from '../records/incident-log.ts';
import { type Answer, answer, misuse, nothingFound } from '../terminal/answer.ts';
import type { Io } from '../terminal/io.ts';
import { incidentLines, listLines } from './lines.ts';
import { pinnedText } from './pinned-text.ts';

type Records = Pick<Store, 'events' | 'head' | 'heads' | 'document' | 'close'>;

interface Asked {
  open?: boolean;
  runbook?: boolean;
  json?: boolean;
}

/** Adds `airb incidents [number]`. */
export function registerIncidents(
  program: Command,
  { openStore }: { openStore(): Promise<Records> },
  io: Io,
): void {
  program
    .command('incidents')
    .argument('[number]', 'one incident in full')
    .description('List the incidents, or show one.')
    .option('--open', 'only those being worked on')
    .option('--runbook', 'the runbook the incident was opened with, as it was then')
    .option('--json', 'print JSON')
    .action(async (number: string | undefined, asked: Asked) =>
      answer(io, await inRecords(openStore, (records) => incidents(records, number, asked)), asked),
    );
}

async function incidents(
  records: Records,
  number: string | undefined,
  { open, runbook }: Asked,
): Promise<Answer> {
  if (number !== undefined) return runbook ? pinnedRunbook(records, number) : one(records, number);
  if (runbook) return misuse('Say of which incident: airb incidents 42 --runbook.');
  const heads = await records.heads(open ? { open } : {});
  return { people: listLines(heads), json: { incidents: heads.map(headJson) }, exit: 0 };
}

function one(records: Records, number: string): Promise<Answer> {
  return ofOpened(records, number, (incident) => ({
    people: incidentLines(incident),
    json: incidentJson(incident),
    exit: 0,
  }));
}

function pinnedRunbook(records: Records, asked: string): Promise<Answer> {
  return ofOpened(records, asked, async (incident) => {
    const { number, plan } = incident;
    const { id, hash } = plan.runbook;
    const document = await records.document(hash);
    if (document === undefined) {
      return nothingFound(
        `INC-${number} ran with ${id} (sha-256 ${hash}), whose text was not kept: airb did not keep runbooks when it opened.`,
      );
    }
    return {
      people: pinnedText(incident, document),
      json: { incident: number, runbook: { id, ...document } },
      exit: 0,
    };
  });
}
