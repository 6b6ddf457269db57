import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import type { App, AppOptions } from '../../src/app/app.ts';
import { startApp } from '../../src/app/start.ts';
import { movableClock } from '../../src/clock.ts';
import { readConfig } from '../../src/config.ts';
import type { ParseCache } from '../../src/library/load.ts';
import type { Clock } from '../../src/ports/clock.ts';
import { testLog } from './log.ts';
import { type Look, lookInto, type Unfinished } from './unfinished.ts';
import { at } from './worked-example.ts';

export const apiToken = 'token-of-the-tests';
export const sourceSecret = 'secret-of-the-tests';

/** A change to the runbooks folder of one story. */
export interface Edit {
  file: string;
  /** Gets the text as shipped. */
  change(text: string): string;
}

export interface RunningApp {
  /** Another one after each restart. */
  app: App;
  /** The time of the story. */
  clock: Clock;
  /** Its own copy of the runbooks folder. */
  runbooks: string;
  /** Effects that have not ended, timers among them. */
  unfinished(): Promise<Unfinished[]>;
  /** Where the workspace is, when a test plays it outside the program. */
  workspace?: string;
  /** Stops it and starts it again on the same records and the same clock; its address stays only where it was given one. */
  restart?(): Promise<void>;
  /** Stops it and checks that nothing of it is left open. */
  close(): Promise<void>;
}

/** Reading and checking the runbooks is most of a start, and nearly all stories read the same. */
const cache: ParseCache = new Map();

/** The real program with its sandbox, on a port of its own and a clock that starts at 14:10 of the worked example. */
export async function runApp(
  edits: Edit[] = [],
  env: Record<string, string> = {},
  options: Partial<AppOptions> = {},
): Promise<RunningApp & Pick<Required<RunningApp>, 'restart'>> {
  const dir = mkdtempSync(join(tmpdir(), 'airb-story-'));
  const runbooks = join(dir, 'runbooks');
  cpSync('runbooks', runbooks, { recursive: true });
  for (const { file, change } of edits) {
    const path = join(runbooks, file);
    const before = readFileSync(path, 'utf8');
    const after = change(before);
    expect(after, `the edit of ${file} changed nothing`).not.toBe(before);
    writeFileSync(path, after);
  }
  const config = readConfig({
    AIRB_PORT: '0',
    AIRB_DATA_DIR: join(dir, 'data'),
    AIRB_RUNBOOKS_DIR: runbooks,
    AIRB_API_TOKEN: apiToken,
    ...env,
  });
  const before = openHandles();
  let look: Look | undefined;
  const clock = options.clock ?? movableClock(at('14:10'));
  const start = () => startApp(config, { log: testLog, cache, ...options, clock });
  const running: RunningApp & Pick<Required<RunningApp>, 'restart'> = {
    app: await start(),
    clock,
    runbooks,
    unfinished() {
      look ??= lookInto(join(config.dataDir, 'airb.db'), () => running.app.store);
      return look.read();
    },
    async restart() {
      await running.app.stop();
      running.app = await start();
    },
    async close() {
      look?.close();
      await running.app.stop();
      await vi.waitFor(() => expect(leftOpen(before)).toEqual([]), { timeout: 3000, interval: 20 });
      rmSync(dir, { recursive: true });
    },
  };
  return running;
}

/** What keeps a process alive, apart from the sockets of this test's own client. */
function openHandles(): string[] {
  return process
    .getActiveResourcesInfo()
    .filter((kind) =>
      ['TCPServerWrap', 'FSEvent', 'FSEventWrap', 'StatWatcher', 'ProcessWrap'].includes(kind),
    );
}

function leftOpen(before: string[]): string[] {
  const rest = [...before];
  return openHandles().filter((kind) => {
    const place = rest.indexOf(kind);
    if (place < 0) return true;
    rest.splice(place, 1);
    return false;
  });
}
