import { readFileSync } from 'node:fs';
import { ConfigError } from '../errors.ts';

/** A step of the schema, as drizzle-kit lists it. */
export interface Step {
  /** Milliseconds since 1970; it is kept with each step that was applied. */
  when: number;
  tag: string;
}

export interface Applied {
  /** Names of the steps applied now, in order. */
  applied: string[];
  /** How many steps the records have had in total. */
  total: number;
}

/** The steps this airb knows, oldest first. */
export function steps(folder: string): Step[] {
  return JSON.parse(readFileSync(`${folder}/meta/_journal.json`, 'utf8')).entries;
}

/** Those still to be taken. @param newest `when` of the newest one that was; 0 where there is none */
export function pending(all: Step[], newest: number): Step[] {
  return all.filter(({ when }) => when > newest);
}

/** @throws ConfigError when the records have had a step this airb does not know */
export function notNewer(all: Step[], newest: number, records: string): void {
  const known = all.at(-1)?.when ?? 0;
  if (newest <= known) return;
  throw new ConfigError(
    `${records} was written by a newer airb (schema of ${day(newest)}, this one knows ${day(known)})`,
    'Start the newer version again, or restore a copy made before the upgrade.',
  );
}

function day(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}
