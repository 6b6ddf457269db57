import { statSync } from 'node:fs';
import { connect } from './connection.ts';
import { explain } from './faults.ts';
import { holdRecords } from './hold.ts';

/**
 * Writes a records file anew without the room that is free in it, so that from then on it can also be given back a part at
 * a time. Files of an older airb need it once.
 * @returns how many bytes went back to the disk
 * @throws ConfigError when an airb serves from there
 */
export async function compactFile(file: string): Promise<number> {
  const hold = holdRecords(file);
  try {
    const before = statSync(file).size;
    const connection = connect(file);
    try {
      connection.sqlite.exec('vacuum');
      connection.wipe();
    } finally {
      await connection.close();
    }
    return before - statSync(file).size;
  } catch (error) {
    throw explain(error, file);
  } finally {
    hold.release();
  }
}
