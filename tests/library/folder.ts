import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { copySample } from '../support/sample-runbooks.ts';

export interface RunbookFolder {
  dir: string;
  /** Replaces text in a file, and fails the test when it is not there. */
  edit(file: string, from: string | RegExp, to: string): void;
  write(file: string, text: string): void;
  read(file: string): string;
  remove(file: string): void;
}

/** A runbook's text without the aliases that are its own, so that a copy of it is no tie. */
export function withoutAliases(text: string): string {
  return text.replace(/^match:\n(?: .*\n)+/m, '');
}

/** A copy of some of the shipped runbooks in a folder of its own, gone when the test ends. */
export function runbookFolder(): RunbookFolder {
  const dir = mkdtempSync(join(tmpdir(), 'airb-runbooks-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  copySample(dir);
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
