import type { Command } from 'commander';
import { count } from '../../domain/plain.ts';
import type { AuditHead, ChainFault } from '../../ports/records.ts';
import { type Answer, answer, nothingFound } from '../terminal/answer.ts';
import type { Io } from '../terminal/io.ts';

/** What a migration did. */
interface MigrationReport {
  /** The file of SQLite, or the host and database of PostgreSQL. */
  file?: string;
  database?: string;
  applied: string[];
  total: number;
}

/** What was carried to another database. */
interface CarryReport {
  from: string;
  to: string;
  rows: Record<string, number>;
  head?: AuditHead;
  faults: ChainFault[];
}

interface Given {
  /** Brings the records in use to the present schema; throws ConfigError when it can't. */
  migrate(): Promise<MigrationReport>;
  /** Carries the SQLite file there; undefined where there is none. */
  carry(url: string): Promise<CarryReport | undefined>;
}

interface Asked {
  to?: string;
  json?: boolean;
}

/**
 * Adds `airb migrate`: brings the records to the present schema, as every start does, and says which steps that took.
 * With `--to` it carries them to PostgreSQL.
 */
export function registerMigrate(program: Command, given: Given, io: Io): void {
  program
    .command('migrate')
    .description('bring the records to the present schema (every start does this too)')
    .option('--to <address>', 'carry the SQLite file to an empty PostgreSQL database: postgres://…')
    .option('--json', 'print JSON')
    .action(async (asked: Asked) => answer(io, await migrated(given, asked), asked));
}

async function migrated({ migrate, carry }: Given, { to }: Asked): Promise<Answer> {
  if (to !== undefined) {
    const report = await carry(to);
    return report ? carried(report) : nothingFound('no records here: AIRB_DATA_DIR holds no airb.db');
  }
  const report = await migrate();
  return { people: inWords(report), json: report, jsonOnOneLine: true, exit: 0 };
}

function inWords({ file, database, applied, total }: MigrationReport): string {
  const records = file ?? database;
  if (applied.length === 0) return `${records} is up to date (${count(total, 'step')})`;
  return [`${records} brought up to date:`, ...applied.map((step) => `  ${step}`)].join('\n');
}

function carried(report: CarryReport): Answer {
  const { from, to, rows, head, faults } = report;
  const some = Object.entries(rows).filter(([, number]) => number > 0);
  const sound = faults.length === 0;
  const lines = [
    `${from} was carried to ${to}; every row was read back and is as it was:`,
    ...some.map(([table, number]) => `  ${table.padEnd(10)} ${number}`),
    ...(head ? [`The audit log ends there with entry ${head.position}, as here: ${head.hash}`] : []),
    sound ? 'The chain is intact.' : `${count(faults.length, 'fault')} in the chain, carried as they are.`,
    `Start airb with DATABASE_URL from now on; ${from} stays as it is, and nothing reads it any more.`,
  ];
  return { people: lines.join('\n'), json: report, exit: sound ? 0 : 1 };
}
