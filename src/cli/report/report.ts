import type { Command } from 'commander';
import { markdown } from '../../documents/markdown.ts';
import { text } from '../../documents/text.ts';
import type { Rejection } from '../../domain/incident/commands.ts';
import { type Grouping, groupings } from '../../domain/report/groups.ts';
import { usualSince } from '../../domain/report/period.ts';
import type { Report } from '../../domain/report/report.ts';
import type { Library } from '../../domain/runbooks/runbook.ts';
import { loadLibrary } from '../../library/load.ts';
import type { Clock } from '../../ports/clock.ts';
import { reportCsv } from '../../views/report/csv.ts';
import { reportDocument } from '../../views/report/document.ts';
import { reportJson } from '../../views/report/json.ts';
import { type Answer, answer, misuse } from '../terminal/answer.ts';
import { unusable } from '../terminal/findings.ts';
import { formatOf } from '../terminal/format.ts';
import type { Io } from '../terminal/io.ts';

export interface ReportMeans {
  /** The runbooks folder, when `--dir` names no other. */
  dir: string;
  clock: Clock;
  /** What is said where nothing has been recorded: `data holds no airb.db`. */
  absent(): string;
  /** Makes the report from the records; undefined where nothing has been recorded yet. */
  ask(
    library: Library,
    asked: { since: string; by?: Grouping | undefined },
  ): Promise<Report | Rejection | undefined>;
}

const formats = ['text', 'md', 'csv', 'json'] as const;

interface Asked {
  dir: string;
  /** The period as chat takes it, without an option. */
  period?: string | undefined;
  since?: string;
  by?: string;
  format: string;
  csv?: boolean;
  json?: boolean;
}

const notes = `
Counts every incident opened in that time beside the time before, which is as long: private ones too, because whoever reads
the records' file can read them. Times are medians; what is too few to say a number of is –, never 0.

--csv has a row for each system, kind or month, or for each week or month where --by is not given; times in seconds.

Ends with 0; with 1 where nothing has been recorded or a file is broken; with 2 when there is no such time, grouping or format.`;

/** Adds `airb report`. */
export function registerReport(program: Command, means: ReportMeans, io: Io): void {
  program
    .command('report')
    .description('Report how incidents were handled: times, containment, promises, runbooks, noise.')
    .argument('[period]', 'the same as --since')
    .option(
      '--since <time>',
      `30d, 12w, 6m, 1y, or a day such as 2026-01-31; ${usualSince} unless it is given`,
    )
    .option('--by <what>', groupings.join(', '))
    .option('--dir <folder>', 'the runbooks folder', means.dir)
    .option('--format <format>', formats.join(', '), 'text')
    .option('--csv', 'the same as --format csv')
    .option('--json', 'the same as --format json')
    .addHelpText('after', notes)
    .action(async (period: string | undefined, asked: Asked) =>
      answer(io, await report(means, { ...asked, period }), { json: asked.json || asked.format === 'json' }),
    );
}

async function report(means: ReportMeans, asked: Asked): Promise<Answer> {
  if (asked.period !== undefined && asked.since !== undefined)
    return misuse('Say the period once: `airb report 30d` or --since 30d.');
  if (asked.csv && asked.json) return misuse('--csv or --json, not both.');
  const wanted = formatOf({ ...asked, format: asked.csv ? 'csv' : asked.format }, formats);
  if ('refused' in wanted) return wanted.refused;
  const by = groupings.find((known) => known === asked.by);
  if (asked.by !== undefined && by === undefined)
    return misuse(`--by is one of ${groupings.join(', ')}; not “${asked.by}”.`);
  const loaded = loadLibrary(asked.dir, { now: means.clock.now() });
  if (loaded.library === undefined) return unusable(loaded);
  const made = await means.ask(loaded.library, { since: asked.period ?? asked.since ?? usualSince, by });
  if (made === undefined) return { aside: `${means.absent()}: nothing has been recorded yet.`, exit: 1 };
  if ('rejected' in made)
    return misuse(`${asked.period === undefined ? '--since: ' : ''}${made.rejected} ${made.next ?? ''}`);
  return { people: printed(made, wanted.format), json: reportJson(made), exit: 0 };
}

function printed(made: Report, format: (typeof formats)[number]): string {
  if (format === 'csv') return reportCsv(made);
  const document = reportDocument(made);
  return format === 'md' ? markdown(document).trimEnd() : text(document);
}
