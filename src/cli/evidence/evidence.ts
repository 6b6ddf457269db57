import type { Command } from 'commander';
import { count } from '../../domain/plain.ts';
import { fullTime } from '../../domain/time.ts';
import type { AuditHead } from '../../ports/records.ts';
import { type Answer, answer, misuse, nothingFound } from '../terminal/answer.ts';
import type { Io } from '../terminal/io.ts';
import { writeOwnFile } from '../terminal/own-file.ts';

interface Bundled {
  incident: number;
  folder: string;
  private: boolean;
  files: number;
  archive: Uint8Array;
  hashes: { archive: string; manifest: string; lastEvent: string; auditLog: AuditHead | null };
}

/** Its content is gone for good. */
interface Pruned {
  incident: number;
  pruned: { at: number; by: string };
}

interface Means {
  /** Where nothing is, when nothing is: `data holds no airb.db`. */
  absent(): string;
  /** undefined where there are no records; `bundle` is absent where they hold no such incident. */
  bundle(incident: number): Promise<{ bundle?: Bundled | Pruned } | undefined>;
  /** The text of verify.mjs. */
  verifier(): Promise<string>;
}

interface Asked {
  out?: string;
  force?: boolean;
  json?: boolean;
}

/** Adds `airb evidence export <number>` and `airb evidence verify-script`. */
export function registerEvidence(program: Command, means: Means, io: Io): void {
  const evidence = program
    .command('evidence')
    .description('What the records hold of an incident, for whoever has to check it.');
  evidence
    .command('verify-script')
    .description('Print verify.mjs, which checks such an archive with nothing but Node.')
    .action(async () => io.out((await means.verifier()).trimEnd()));
  evidence
    .command('export')
    .argument('<number>', 'incident number')
    .description(
      'Write log, evidence and runbook of an incident into one archive, with verify.mjs, which checks it.',
    )
    .option('--out <file>', 'where to; INC-<number>-evidence.tar.gz when left out')
    .option('--force', 'write over a file that is there')
    .option('--json', 'print JSON')
    .action(async (number: string, asked: Asked) => answer(io, await exportOf(means, number, asked), asked));
}

async function exportOf(
  { absent, bundle }: Means,
  asked: string,
  { out, force = false }: Asked,
): Promise<Answer> {
  const digits = /^(?:#|inc-)?([1-9]\d{0,8})$/i.exec(asked.trim())?.[1];
  if (digits === undefined) return misuse(`“${asked}” is not an incident number. Write 42, #42 or INC-42.`);
  const found = await bundle(Number(digits));
  if (found === undefined) return nothingFound(`no records here: ${absent()}`);
  const made = found.bundle;
  if (made === undefined) return nothingFound(`There is no incident ${asked}. “airb incidents” lists them.`);
  if ('pruned' in made) return nothingFound(prunedWords(made));
  const { archive, ...facts } = made;
  const file = out ?? `${made.folder}.tar.gz`;
  writeOwnFile(file, archive, { force });
  return { people: inWords(file, made), json: { file, ...facts }, exit: 0 };
}

function prunedWords({ incident, pruned: { at, by } }: Pruned): string {
  const when = `${fullTime(at).slice(0, 10)} by ${by}`;
  return `The content of INC-${incident} was pruned on ${when}: there is nothing to export. “airb audit verify ${incident}” proves the hashes that are left.`;
}

function inWords(file: string, { incident, files, hashes, private: secret }: Bundled): string {
  return [
    `${file}: INC-${incident} in ${count(files, 'file')}. “node verify.mjs ${file}” checks all of it, with nothing but Node; take verify.mjs from “airb evidence verify-script”, not from the archive.`,
    ...(secret ? ['The incident is private: the archive holds what only its people may read.'] : []),
    'Keep or send these by another way than the archive, so that one which was written anew is found:',
    `  archive       ${hashes.archive}`,
    `  manifest.json ${hashes.manifest}`,
    `  last event    ${hashes.lastEvent}`,
    'The last event binds the events and what they pin; the other two bind everything.',
    ...(hashes.auditLog
      ? [
          `Where the records are, “airb audit verify ${incident} --head ${hashes.auditLog.hash}” says later whether the audit log still holds what stood in it now. It binds nothing in the archive.`,
        ]
      : []),
  ].join('\n');
}
