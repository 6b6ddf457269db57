import type { Command } from 'commander';
import { count } from '../../domain/plain.ts';
import type { AuditHead } from '../../ports/records.ts';
import { type Answer, answer, misuse, nothingFound } from '../terminal/answer.ts';
import type { Io } from '../terminal/io.ts';
import { writeFile } from '../terminal/write-file.ts';

interface Bundled {
  incident: number;
  folder: string;
  private: boolean;
  files: number;
  archive: Uint8Array;
  hashes: { archive: string; manifest: string; lastEvent: string; auditLog: AuditHead | null };
}

interface Means {
  /** Where nothing is, when nothing is: `data holds no airb.db`. */
  absent(): string;
  /** undefined where there are no records; `bundle` is absent where they hold no such incident. */
  bundle(incident: number): Promise<{ bundle?: Bundled } | undefined>;
}

interface Asked {
  out?: string;
  json?: boolean;
}

/** Adds `airb evidence export <number>`. */
export function registerEvidence(program: Command, means: Means, io: Io): void {
  program
    .command('evidence')
    .description('What the records hold of an incident, for whoever has to check it.')
    .command('export')
    .argument('<number>', 'incident number')
    .description(
      'Write log, evidence and runbook of an incident into one archive, with verify.mjs, which checks it.',
    )
    .option('--out <file>', 'where to; INC-<number>-evidence.tar.gz when left out')
    .option('--json', 'print JSON')
    .action(async (number: string, asked: Asked) => answer(io, await exportOf(means, number, asked), asked));
}

async function exportOf({ absent, bundle }: Means, asked: string, { out }: Asked): Promise<Answer> {
  const digits = /^(?:#|inc-)?([1-9]\d{0,8})$/i.exec(asked.trim())?.[1];
  if (digits === undefined) return misuse(`“${asked}” is not an incident number. Write 42, #42 or INC-42.`);
  const found = await bundle(Number(digits));
  if (found === undefined) return nothingFound(`no records here: ${absent()}`);
  const made = found.bundle;
  if (made === undefined) return nothingFound(`There is no incident ${asked}. “airb incidents” lists them.`);
  const { archive, ...facts } = made;
  const file = out ?? `${made.folder}.tar.gz`;
  writeFile(file, archive);
  return { people: inWords(file, made), json: { file, ...facts }, exit: 0 };
}

function inWords(file: string, { incident, files, hashes, private: secret }: Bundled): string {
  return [
    `${file}: INC-${incident} in ${count(files, 'file')}. “node verify.mjs” in it checks all of it, with nothing but Node.`,
    ...(secret ? ['The incident is private: the archive holds what only its people may read.'] : []),
    'Keep or send these by another way than the archive, so that one which was written anew is found:',
    `  archive       ${hashes.archive}`,
    `  manifest.json ${hashes.manifest}`,
    `  last event    ${hashes.lastEvent}`,
    `  audit log     ${hashes.auditLog?.hash ?? 'none'}`,
  ].join('\n');
}
