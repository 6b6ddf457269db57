import type { Command } from 'commander';
import { count } from '../../domain/plain.ts';
import type { Store } from '../../ports/store.ts';
import { inRecords, ofIncident } from '../records/incident-log.ts';
import { type Answer, answer } from '../terminal/answer.ts';
import type { Io } from '../terminal/io.ts';

type Records = Pick<Store, 'events' | 'verify' | 'close'>;

/** Adds `airb audit verify [number]`. */
export function registerAudit(
  program: Command,
  { openStore }: { openStore(): Promise<Records> },
  io: Io,
): void {
  program
    .command('audit')
    .description('Prove the records unaltered.')
    .command('verify')
    .argument('[number]', 'one incident; all without it')
    .description('Recompute the hash chain of the log.')
    .option('--json', 'print JSON')
    .action(async (number: string | undefined, asked: { json?: boolean }) =>
      answer(io, await inRecords(openStore, (records) => verify(records, number)), asked),
    );
}

function verify(records: Records, asked: string | undefined): Promise<Answer> {
  return asked === undefined
    ? chain(records)
    : ofIncident(records, asked, (_, number) => chain(records, number));
}

async function chain(records: Records, number?: number): Promise<Answer> {
  const checked = await records.verify(number);
  const faults = checked.faults.map((it) => `INC-${it.incident} entry ${it.seq}: ${it.what}`);
  const sum = faults.length === 0 ? ': the chain is intact.' : `: ${count(faults.length, 'fault')}.`;
  return {
    people: [...faults, `${count(checked.events, 'entry', 'entries')} checked${sum}`].join('\n'),
    json: checked,
    exit: faults.length > 0 ? 1 : 0,
  };
}
