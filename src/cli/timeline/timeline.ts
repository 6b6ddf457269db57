import type { Command } from 'commander';
import { oneLine } from '../../domain/plain.ts';
import type { Store } from '../../ports/store.ts';
import { iso } from '../../views/record/json.ts';
import { type TimelineEntry, timeline } from '../../views/record/timeline.ts';
import { inRecords, ofIncident } from '../records/incident-log.ts';
import { type Answer, answer } from '../terminal/answer.ts';
import { columns } from '../terminal/columns.ts';
import type { Io } from '../terminal/io.ts';

type Records = Pick<Store, 'events' | 'head' | 'close'>;

interface Asked {
  short?: boolean;
  json?: boolean;
}

/** Adds `airb timeline <number>`. */
export function registerTimeline(
  program: Command,
  { openStore }: { openStore(): Promise<Records> },
  io: Io,
): void {
  program
    .command('timeline')
    .argument('<number>', 'incident number')
    .description('Print what happened, one line an entry.')
    .option('--short', 'only what mattered or was marked')
    .option('--json', 'print JSON')
    .action(async (number: string, asked: Asked) =>
      answer(io, await inRecords(openStore, (records) => timelineOf(records, number, asked)), asked),
    );
}

function timelineOf(records: Records, number: string, { short = false }: Asked): Promise<Answer> {
  return ofIncident(records, number, (events) => {
    const entries = timeline(events, { short });
    const json = { entries: entries.map((entry) => ({ ...entry, at: iso(entry.at) })) };
    return { people: entryLines(entries), json, exit: 0 };
  });
}

/** `2025-02-17 14:10:03  Ana Lima  …`, marked entries with a star. */
function entryLines(entries: TimelineEntry[]): string {
  const rows = entries.map((it) => [
    new Date(it.at).toISOString().slice(0, 19).replace('T', ' '),
    oneLine(it.who),
    `${it.marked ? '★ ' : ''}${it.what}`,
  ]);
  return rows.length === 0 ? 'Nothing to tell.' : columns(rows);
}
