import type { Command } from 'commander';
import { markdown } from '../../documents/markdown.ts';
import type { Library } from '../../domain/runbooks/runbook.ts';
import { loadLibrary } from '../../library/load.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Store } from '../../ports/store.ts';
import { alarming, assess, onlySystem, type Past, type Readiness } from '../../readiness/assess.ts';
import { readinessDocument } from '../../readiness/document.ts';
import { findSystem } from '../../readiness/find-system.ts';
import { readinessJson } from '../../readiness/json.ts';
import { createPast } from '../../readiness/read-past.ts';
import { printFindings } from '../runbooks/print.ts';
import type { Io } from '../terminal/io.ts';
import { printReadiness } from './print.ts';

type Records = Pick<Store, 'heads' | 'events' | 'close'>;

interface Means {
  /** The runbooks folder, when `--dir` names no other. */
  dir: string;
  clock: Clock;
  /** Undefined where nothing has been recorded yet. */
  openLog(): Promise<Records | undefined>;
}

const formats = ['text', 'md', 'json'] as const;

interface Asked {
  dir: string;
  format: string;
  json?: boolean;
}

const notes = `
Judged from the runbook files and from the records, where there are any. The files are taken as they are written:
whether variables and secrets are set is what airb doctor looks at.

Ends with 0; with 1 when a system of high risk has a point that is missing (not: partly met), or a file is broken;
with 2 when there is no such system or format.`;

/** Adds `airb readiness [system]`. */
export function registerReadiness(program: Command, means: Means, io: Io): void {
  program
    .command('readiness')
    .argument('[system]', 'one system, with everything the judgement rests on; all without it')
    .description('Score how ready each system is for its next incident, and say how to close the gaps.')
    .option('--dir <folder>', 'the runbooks folder', means.dir)
    .option('--format <format>', formats.join(', '), 'text')
    .option('--json', 'the same as --format json')
    .addHelpText('after', notes)
    .action((system: string | undefined, asked: Asked) => readiness(means, io, { system, asked }));
}

async function readiness(
  means: Means,
  io: Io,
  { system, asked }: { system?: string; asked: Asked },
): Promise<void> {
  const format = formats.find((known) => known === (asked.json ? 'json' : asked.format));
  if (format === undefined)
    return misuse(io, `--format is one of ${formats.join(', ')}; not “${asked.format}”.`);
  const now = means.clock.now();
  const loaded = loadLibrary(asked.dir, { now });
  if (loaded.library === undefined) {
    io.err(printFindings(loaded));
    return io.exit(1);
  }
  const { library } = loaded;
  const found = system === undefined ? undefined : findSystem(system, idsOf(library));
  if (found !== undefined && 'rejected' in found)
    return misuse(io, `${found.rejected} ${found.next ?? ''}`.replaceAll('`', ''));
  const all = assess(library, await pastOf(means), now);
  const judged = found === undefined ? all : onlySystem(all, found.id);
  io.out(inFormat(judged, format));
  io.exit(alarming(judged).length > 0 ? 1 : 0);
}

function misuse(io: Io, said: string): void {
  io.err(said);
  io.exit(2);
}

function idsOf({ systems }: Library): string[] {
  return systems.map(({ id }) => id);
}

/** Whoever may read the records' file may read private incidents in it. */
async function pastOf({ openLog, clock }: Means): Promise<Past> {
  const store = await openLog();
  if (store === undefined) return { incidents: [], hidden: 0 };
  try {
    return await createPast(store)(clock.now(), { trusted: true });
  } finally {
    await store.close();
  }
}

function inFormat(judged: Readiness, format: (typeof formats)[number]): string {
  if (format === 'json') return JSON.stringify(readinessJson(judged), null, 2);
  return format === 'md' ? markdown(readinessDocument(judged)).trimEnd() : printReadiness(judged);
}
