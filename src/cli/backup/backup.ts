import type { Command } from 'commander';
import { count } from '../../domain/plain.ts';
import type { Audited } from '../../ports/records.ts';
import { type Answer, answer, nothingFound } from '../terminal/answer.ts';
import type { Io } from '../terminal/io.ts';

interface Copied {
  file: string;
  audited: Audited;
  keyInFolder: boolean;
}

interface Given {
  /** Where nothing is, when nothing is: `data holds no airb.db`. */
  absent(): string;
  /** undefined where there are no records. */
  backUp(to: string): Promise<Copied | undefined>;
  restore(backup: string, replace: boolean): Promise<Copied & { aside: string[] }>;
}

/** Adds `airb backup` and `airb restore`. */
export function registerBackup(program: Command, { absent, backUp, restore }: Given, io: Io): void {
  program
    .command('backup')
    .argument('<file>', 'where to; it must not be there yet')
    .description('copy the records into one file, also while airb runs, and audit the copy')
    .option('--json', 'print JSON')
    .action(async (file: string, asked: { json?: boolean }) => {
      const made = await backUp(file);
      answer(io, made ? backedUp(made) : nothingFound(`no records here: ${absent()}`), asked);
    });
  program
    .command('restore')
    .argument('<file>', 'what airb backup made')
    .description('put a backup where the records are; airb must not run meanwhile')
    .option('--replace', 'records that are there make way, and are kept beside it')
    .option('--json', 'print JSON')
    .action(async (file: string, { json, replace = false }: { json?: boolean; replace?: boolean }) =>
      answer(io, restored(file, await restore(file, replace)), { json }),
    );
}

function backedUp(made: Copied): Answer {
  const key = made.keyInFolder
    ? ['The audit key is not in it: keep a copy of audit.key from the data folder in another place.']
    : [];
  const lines = [`${made.file}: ${inWords(made.audited)}`, ...key];
  return { people: lines.join('\n'), json: made, exit: made.audited.faults.length === 0 ? 0 : 1 };
}

function restored(backup: string, put: Copied & { aside: string[] }): Answer {
  const lines = [
    `${put.file} is ${backup} now: ${inWords(put.audited)}`,
    ...(put.aside.length > 0 ? [`What was there is kept as ${put.aside.join(', ')}.`] : []),
    'What was not sent when it was made is looked for before it is sent. Settings, runbooks and the audit key are not in a backup.',
  ];
  return { people: lines.join('\n'), json: put, exit: put.audited.faults.length === 0 ? 0 : 1 };
}

function inWords({ events, faults }: Audited): string {
  const entries = count(events, 'entry', 'entries');
  if (faults.length === 0) return `${entries}, the chain is intact.`;
  const first = faults
    .slice(0, 5)
    .map(({ incident, what }) => `  ${incident === 0 ? 'audit log' : `INC-${incident}`}: ${what}`);
  return [`${entries}, ${count(faults.length, 'fault')}; airb audit verify lists them:`, ...first].join('\n');
}
