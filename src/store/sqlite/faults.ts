import Database from 'better-sqlite3';
import { BusyError, ConfigError } from '../../errors.ts';

const advice: [code: RegExp, what: string, hint: string][] = [
  [
    /^SQLITE_FULL/,
    'is full: the disk has no room for more',
    'Free space on that disk; nothing stored is lost.',
  ],
  [
    /^SQLITE_READONLY/,
    'can be read but not written',
    'Give the user airb runs as the right to write the file and its folder.',
  ],
  [/^SQLITE_NOTADB/, 'is not a SQLite database', 'Point AIRB_DATA_DIR elsewhere, or restore the file.'],
  [/^SQLITE_CORRUPT/, 'is damaged', 'Restore it from a backup; keep the damaged file to look into.'],
  [
    /^SQLITE_CANTOPEN/,
    'can not be opened',
    'Check that its folder exists, and that the user airb runs as may read and write both.',
  ],
  [/^SQLITE_IOERR/, 'can not be read or written: the disk reports an error', 'Check the disk and its mount.'],
];

const passing = /^SQLITE_(BUSY|LOCKED|NOMEM|INTERRUPT|PROTOCOL)/;

/** True when the error is about the whole file, so that going on with the transaction makes no sense. */
export function isFileFault(error: unknown): boolean {
  if (!(error instanceof Database.SqliteError)) return false;
  return passing.test(error.code) || advice.some(([code]) => code.test(error.code));
}

/**
 * Turns an error code of SQLite into words.
 * @param file named in the message
 * @returns ConfigError for a fault of the file, BusyError when another try may help, else the error itself
 */
export function explain(error: unknown, file: string): unknown {
  if (!(error instanceof Database.SqliteError)) return explainOther(error, file);
  if (passing.test(error.code)) {
    return new BusyError(`The records file ${file} can not be written just now (${error.code})`, 1);
  }
  for (const [code, what, hint] of advice) {
    if (code.test(error.code))
      return new ConfigError(`The records file ${file} ${what} (${error.code})`, hint);
  }
  return error;
}

/** The driver was never compiled, for npm may hold such scripts back; or for another Node than the one that runs. */
function explainDriver(error: Error): ConfigError | undefined {
  const isMissing = error.message.startsWith('Could not locate the bindings file');
  if (!isMissing && !('code' in error && error.code === 'ERR_DLOPEN_FAILED')) return undefined;
  const why = isMissing ? 'its compiled part is missing' : error.message.replaceAll(/\s+/g, ' ');
  return new ConfigError(
    `better-sqlite3, which keeps the records, can not be loaded: ${why}`,
    'Run npm rebuild better-sqlite3 where airb is installed, with the Node that runs it; should npm say that its script is not allowed, run npm approve-scripts better-sqlite3 first.',
  );
}

function explainOther(error: unknown, file: string): unknown {
  if (!(error instanceof Error)) return error;
  return explainDriver(error) ?? explainFolder(error, file);
}

function explainFolder(error: Error, file: string): unknown {
  if (!('syscall' in error) || !('code' in error)) return error;
  return new ConfigError(
    `The folder of the records file ${file} can not be made (${error.code})`,
    'Set AIRB_DATA_DIR to a folder airb may write.',
  );
}
