import type { Command } from 'commander';
import { markdown } from '../../documents/markdown.ts';
import type { Library } from '../../domain/runbooks/runbook.ts';
import { loadLibrary } from '../../library/load.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Look } from '../../ports/look.ts';
import type { Store } from '../../ports/store.ts';
import { alarming, assess, onlySystem, type Past } from '../../readiness/assess.ts';
import { readinessDocument } from '../../readiness/document.ts';
import { findSystem } from '../../readiness/find-system.ts';
import { readinessJson } from '../../readiness/json.ts';
import { createLooking, withoutPrometheus } from '../../readiness/looks.ts';
import { createPast } from '../../readiness/read-past.ts';
import { type Answer, answer, misuse } from '../terminal/answer.ts';
import { unusable } from '../terminal/findings.ts';
import { formatOf } from '../terminal/format.ts';
import type { Io } from '../terminal/io.ts';
import { printReadiness } from './print.ts';

type Records = Pick<Store, 'heads' | 'events' | 'recall' | 'remember' | 'close'>;

interface Means {
  /** The runbooks folder, when `--dir` names no other. */
  dir: string;
  clock: Clock;
  /** Undefined when nothing has been recorded yet. */
  openLog(): Promise<Records | undefined>;
  /** How Prometheus is asked; undefined where none is set. */
  look(): Look | undefined;
}

const formats = ['text', 'md', 'json'] as const;

interface Asked {
  dir: string;
  format: string;
  json?: boolean;
}

const notes = `
Judged from the runbook files, from the records, where there are any, and from what Prometheus shows of the signals over
the last 7 days: asked where PROMETHEUS_URL is set, otherwise as remembered for a week. The files are taken as they are
written: whether variables and secrets are set is what airb doctor looks at.

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
    .action(async (system: string | undefined, asked: Asked) =>
      answer(io, await readiness(means, system, asked), { json: asked.json || asked.format === 'json' }),
    );
}

async function readiness(means: Means, system: string | undefined, asked: Asked): Promise<Answer> {
  const wanted = formatOf(asked, formats);
  if ('refused' in wanted) return wanted.refused;
  const now = means.clock.now();
  const loaded = loadLibrary(asked.dir, { now });
  const { library } = loaded;
  if (library === undefined) return unusable(loaded);
  const ids = library.systems.map(({ id }) => id);
  const found = system === undefined ? undefined : findSystem(system, ids);
  if (found !== undefined && 'rejected' in found)
    return misuse(`${found.rejected} ${found.next ?? ''}`.replaceAll('`', ''));
  const all = assess(library, await pastOf(means, library), now);
  const judged = found === undefined ? all : onlySystem(all, found.id);
  return {
    people: wanted.format === 'md' ? markdown(readinessDocument(judged)).trimEnd() : printReadiness(judged),
    json: readinessJson(judged),
    exit: alarming(judged).length > 0 ? 1 : 0,
  };
}

/** The past incidents, and the signals. A person who can read the records' file can read its private incidents too. */
async function pastOf({ openLog, clock, look }: Means, library: Library): Promise<Past> {
  const store = await openLog();
  const looking = createLooking({ look: look(), without: withoutPrometheus, memory: store, fresh: 0 });
  try {
    const now = clock.now();
    const past = store ? await createPast(store)(now, { trusted: true }) : { incidents: [] };
    return { ...past, looked: await looking(library, now) };
  } finally {
    await store?.close();
  }
}
