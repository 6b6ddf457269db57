import type { Command } from 'commander';
import { count, inSeries } from '../../domain/plain.ts';
import { day } from '../../domain/time.ts';
import { duration } from '../../library/fields/fields.ts';
import { type Answer, answer, misuse, nothingFound } from '../terminal/answer.ts';
import type { Io } from '../terminal/io.ts';

type Looked = { incident: number; bytes: number } | { incident: number; kept: string };

interface Pruned {
  looked: Looked[];
  room?: 'given back' | 'kept while airb serves';
}

interface Given {
  /** Where nothing is, when nothing is: `data holds no airb.db`. */
  absent(): string;
  /** Who runs the program, for the record. */
  user: string;
  /** undefined where there are no records. */
  prune(asked: { olderThan: number; by: string; dryRun: boolean }): Promise<Pruned | undefined>;
}

interface Asked {
  olderThan: string;
  dryRun?: boolean;
  by: string;
  json?: boolean;
}

/** A shorter time is a slip of a digit or a unit: what is lost is lost for good. */
const least = 30 * day;

const notes = `
The content of incidents that are over and were silent for that long is gone for good: what was said, alerts, evidence, messages,
names. Numbers, times and hashes stay, so that \`airb audit verify\` still proves the records. Open incidents stay, and those with a
running clock, a measure in force, something left to send, or a \`hold\` in organization.yaml. It may run while airb serves.
Ends with 0; with 1 where there are no records.`;

/** Adds `airb prune`. */
export function registerPrune(program: Command, given: Given, io: Io): void {
  program
    .command('prune')
    .requiredOption('--older-than <time>', 'only what was silent for so long: 400d')
    .option('--dry-run', 'say what would go, and change nothing')
    .option('--by <name>', 'who prunes, for the record', given.user)
    .option('--json', 'print JSON')
    .description('Take the content of old incidents out of the records; what is left stays provable.')
    .addHelpText('after', notes)
    .action(async (asked: Asked) => answer(io, await pruned(given, asked), asked));
}

async function pruned(
  { absent, prune }: Given,
  { olderThan: text, dryRun = false, by }: Asked,
): Promise<Answer> {
  const read = duration.safeParse(text);
  if (!read.success || read.data < least)
    return misuse(`--older-than ${text}: expected a time of at least 30d, such as 400d.`);
  // Told apart from a person whom a chat knows: anybody at this machine can write any name here.
  const done = await prune({ olderThan: read.data, by: `${by} (command line)`, dryRun });
  if (done === undefined) return nothingFound(`no records here: ${absent()}`);
  return { people: inWords(done, { text, dryRun }).join('\n'), json: { dryRun, ...done }, exit: 0 };
}

function inWords({ looked, room }: Pruned, { text, dryRun }: { text: string; dryRun: boolean }): string[] {
  const gone = looked.filter((one) => 'bytes' in one);
  const kept = looked.filter((one) => 'kept' in one);
  const bytes = gone.reduce((sum, one) => sum + one.bytes, 0);
  const whose = `the content of ${count(gone.length, 'incident')}, ${size(bytes)}`;
  return [
    ...kept.map(({ incident, kept: why }) => `INC-${incident} stays: ${why}.`),
    ...(gone.length === 0
      ? [`Nothing is older than ${text} and may go.`]
      : [`${dryRun ? 'Would prune' : 'Pruned'} ${whose}: ${inSeries(named(gone))}.`]),
    ...(dryRun && gone.length > 0 ? ['Nothing was changed.'] : []),
    ...(!dryRun && gone.length > 0 && room === 'kept while airb serves'
      ? [
          'The file stays as large, and new records fill the room; run this again while airb is stopped to give it back.',
        ]
      : []),
    ...(!dryRun && gone.length > 0
      ? ['Backups that were made before still hold it. airb audit verify tells what was pruned.']
      : []),
  ];
}

function named(gone: { incident: number }[]): string[] {
  const names = gone.map(({ incident }) => `INC-${incident}`);
  return names.length > 12 ? [...names.slice(0, 11), `${names.length - 11} more`] : names;
}

function size(bytes: number): string {
  if (bytes < 10_000) return count(bytes, 'byte');
  return bytes < 10_000_000 ? `${Math.round(bytes / 1000)} kB` : `${Math.round(bytes / 1_000_000)} MB`;
}
