import type { Command } from 'commander';
import type { Io } from '../terminal/io.ts';

/** What bringing the records to the present schema did. */
export interface MigrationReport {
  file: string;
  applied: string[];
  total: number;
}

/**
 * The verb `migrate`: brings the records to the present schema, as every start does, and says what that took.
 * @param given.migrate does it; throws ConfigError when it can't
 */
export function registerMigrate(program: Command, given: { migrate(): MigrationReport }, io: Io): void {
  program
    .command('migrate')
    .description('bring the records to the present schema (every start does this too)')
    .option('--json', 'print JSON')
    .action((options: { json?: boolean }) => {
      const report = given.migrate();
      io.out(options.json ? JSON.stringify(report) : inWords(report));
      io.exit(0);
    });
}

function inWords({ file, applied, total }: MigrationReport): string {
  if (applied.length === 0) return `${file} is up to date (${total} ${total === 1 ? 'step' : 'steps'})`;
  return [`${file} brought up to date:`, ...applied.map((step) => `  ${step}`)].join('\n');
}
