import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export interface RunbookFolder {
  dir: string;
  /** Replaces text in a file, and fails the test when it is not there. */
  edit(file: string, from: string | RegExp, to: string): void;
  write(file: string, text: string): void;
  read(file: string): string;
  remove(file: string): void;
}

/** A copy of the shipped runbooks in a folder of its own, gone when the test ends. */
export function runbookFolder(): RunbookFolder {
  const dir = mkdtempSync(join(tmpdir(), 'airb-runbooks-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  for (const part of ['organization.yaml', 'systems', 'library']) {
    cpSync(join('runbooks', part), join(dir, part), { recursive: true });
  }
  const read = (file: string) => readFileSync(join(dir, file), 'utf8');
  const write = (file: string, text: string) => writeFileSync(join(dir, file), text);
  return {
    dir,
    read,
    write,
    edit(file, from, to) {
      const before = read(file);
      const after = before.replace(from, to);
      if (after === before) throw new Error(`${file} has no ${from}`);
      write(file, after);
    },
    remove: (file) => rmSync(join(dir, file), { recursive: true }),
  };
}
