import type { Command } from 'commander';
import { count } from '../../domain/plain.ts';
import { type Answer, answer } from '../terminal/answer.ts';
import type { Io } from '../terminal/io.ts';

/** What a migration did. */
interface MigrationReport {
  file: string;
  applied: string[];
  total: number;
}

/**
 * Adds `airb migrate`: brings the records to the present schema, as every start does, and says which steps that took.
 * @param given.migrate does it; throws ConfigError when it can't
 */
export function registerMigrate(program: Command, given: { migrate(): MigrationReport }, io: Io): void {
  program
    .command('migrate')
    .description('bring the records to the present schema (every start does this too)')
    .option('--json', 'print JSON')
    .action((asked: { json?: boolean }) => answer(io, migrated(given.migrate()), asked));
}

function migrated(report: MigrationReport): Answer {
  return { people: inWords(report), json: report, jsonOnOneLine: true, exit: 0 };
}

function inWords({ file, applied, total }: MigrationReport): string {
  if (applied.length === 0) return `${file} is up to date (${count(total, 'step')})`;
  return [`${file} brought up to date:`, ...applied.map((step) => `  ${step}`)].join('\n');
}
