import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import type { State } from './state.ts';
import { table } from './table.ts';

const gatherMs = 100;

export interface Persistence {
  /** Something changed: write soon. */
  touch(): void;
  /** Writes how things stand, the clock included, then writes nothing more: changes that come in while closing are lost. */
  end(): void;
}

/** The workspace a file holds, or undefined when there is no file yet. */
export function loadState(file: string | undefined): State | undefined {
  return file && existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8'), uninherited) as State)
    : undefined;
}

/**
 * The moment on the clock at which the workspace of a file was left, milliseconds; undefined when there is no file, or one
 * that was written before airb kept that.
 */
export function leftAt(file: string): number | undefined {
  return loadState(file)?.leftAt;
}

/** What was a table before it was written is one again. */
function uninherited(_key: string, value: unknown): unknown {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? table({ ...value }) : value;
}

/** Keeps a file in step with the state, for its owner alone: people type in it what they would in chat. A rename makes each write whole or absent. */
export function createPersistence(file: string | undefined, state: () => State): Persistence {
  let timer: NodeJS.Timeout | undefined;
  let ended = false;
  function write(): void {
    clearTimeout(timer);
    timer = undefined;
    if (!file || ended) return;
    writeFileSync(`${file}.new`, JSON.stringify(state()), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return {
    touch() {
      if (file && !ended) timer ??= setTimeout(write, gatherMs);
    },
    end() {
      write();
      ended = true;
    },
  };
}
