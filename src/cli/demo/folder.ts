import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../config.ts';
import { day, hour, type Instant, minute } from '../../domain/time.ts';
import { ConfigError } from '../../errors.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import { isSet } from './settings.ts';

export interface DemoFolder {
  dir: string;
  /** True when the person named the folder; then it stays when the demo ends. */
  kept: boolean;
  /** Ends the use of the folder; a temporary one is deleted. */
  leave(): void;
}

/**
 * The folder in `AIRB_DATA_DIR`, or else a new one, which is deleted however the process ends, except after `kill -9`.
 */
export function demoFolder(config: Config): DemoFolder {
  if (isSet(config, 'AIRB_DATA_DIR')) return { dir: config.dataDir, kept: true, leave: () => undefined };
  const dir = mkdtempSync(join(tmpdir(), 'airb-demo-'));
  const remove = () => rmSync(dir, { recursive: true, force: true });
  process.on('exit', remove);
  return {
    dir,
    kept: false,
    leave() {
      process.off('exit', remove);
      remove();
    },
  };
}

/** What tells when a demo begins. */
export interface Beginning {
  /**
   * The machine's clock. It decides which days in runbook files are past, and the demo's day is one that has just
   * passed.
   */
  clock: Clock;
  /** The records of a folder; undefined where there are none yet. */
  openRecords(dir: string): Promise<Store | undefined>;
  /** What the clock of the demo in a folder said when it was left; undefined where none was. */
  leftAt(dir: string): Promise<Instant | undefined>;
}

/**
 * The time on the demo's clock at the start: an afternoon that has just passed. When the folder already contains a
 * demo, it is the time at which that demo stopped.
 * @param means.openRecords opens the records of a folder; undefined where there are none yet
 * @throws ConfigError when the folder contains the records of a real airb
 */
export async function beginningIn(
  { dir }: DemoFolder,
  config: Config,
  { clock, openRecords, leftAt }: Beginning,
): Promise<Instant> {
  const afternoon = latestAfternoon(clock.now());
  const store = await openRecords(dir);
  if (store === undefined) return afternoon;
  const heads = await store.heads({}).finally(() => store.close());
  const played = heads.length === 0 || existsSync(join(dir, 'sandbox.json'));
  if (!played || config.slack !== undefined || config.teams?.app !== undefined) throw notOfADemo(dir);
  if (heads.length === 0) return afternoon;
  return Math.max((await leftAt(dir)) ?? 0, ...heads.map(({ updatedAt }) => updatedAt));
}

/**
 * The latest day on which it was already 14:10, when the example begins. So today's files fit the story, and nothing in
 * it has a date in the future.
 */
export function latestAfternoon(now: Instant): Instant {
  const start = 14 * hour + 10 * minute;
  return Math.floor((now - start) / day) * day + start;
}

function notOfADemo(dir: string): ConfigError {
  return new ConfigError(
    `AIRB_DATA_DIR: ${dir} contains the records of a real airb, and a demo must not write there`,
    'Give the demo a folder of its own, or run it with AIRB_DATA_DIR= to keep nothing.',
  );
}
