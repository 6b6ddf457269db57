import { mkdirSync, writeFileSync } from 'node:fs';
import { ConfigError } from '../../errors.ts';

/**
 * Writes the file that a verb was asked for.
 * @throws ConfigError when it can't be written, with the reason the system gave
 */
export function writeFile(path: string, content: string | Uint8Array): void {
  written(path, () => writeFileSync(path, content));
}

/**
 * Makes the folder that a verb was asked to fill; one that exists stays as it is.
 * @throws ConfigError when it can't be made
 */
export function makeFolder(path: string): void {
  written(path, () => mkdirSync(path, { recursive: true }));
}

function written(path: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ConfigError(`${path} can't be written: ${why}`, 'Name another file with --out.');
  }
}
