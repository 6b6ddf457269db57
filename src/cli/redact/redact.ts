import type { Command } from 'commander';
import { oneLine } from '../../domain/plain.ts';
import type { Store } from '../../ports/store.ts';
import { timeline } from '../../views/record/timeline.ts';
import { ofIncident } from '../records/incident-log.ts';
import { type Answer, answer, misuse, nothingFound } from '../terminal/answer.ts';
import { columns } from '../terminal/columns.ts';
import type { Io } from '../terminal/io.ts';

interface Records {
  store: Pick<Store, 'events' | 'head' | 'close'>;
  redact(redaction: {
    incident: number;
    entry: number;
    why: string;
    by: { kind: 'source'; name: string };
  }): Promise<{ ok: boolean; rejected?: string; next?: string; note?: string }>;
}

interface Asked {
  entry?: string;
  why?: string;
  by: string;
  json?: boolean;
}

/** Adds `airb redact <number>`: without `--entry` it lists what there is. */
export function registerRedact(
  program: Command,
  { openRecords, user }: { openRecords(): Promise<Records | undefined>; user: string },
  io: Io,
): void {
  program
    .command('redact')
    .argument('<number>', 'incident number')
    .description("Take an entry's text out of the record for good; a tombstone says by whom and why.")
    .option('--entry <number>', 'which entry; without it the entries are listed')
    .option('--why <reason>', 'why, for the record')
    .option('--by <name>', 'who redacts, for the record', user)
    .option('--json', 'print JSON')
    .action(async (number: string, asked: Asked) => {
      const records = await openRecords();
      if (!records) return answer(io, nothingFound('no records here'), asked);
      try {
        answer(io, await redact(records, number, asked), asked);
      } finally {
        await records.store.close();
      }
    });
}

function redact(records: Records, number: string, { entry, why, by }: Asked): Promise<Answer> {
  return ofIncident(records.store, number, async (events, incident) => {
    if (entry === undefined) {
      const entries = timeline(events);
      const rows = entries.map(({ seq, who, what }) => [String(seq), oneLine(who), what]);
      return { people: columns(rows), json: { entries }, exit: 0 };
    }
    if (!/^[1-9]\d{0,6}$/.test(entry)) return misuse(`“${entry}” is not the number of an entry.`);
    if (!why?.trim()) return misuse('Say why with --why; it stands in the record.');
    if (Number(entry) > events.length)
      return nothingFound(
        `INC-${incident} has ${events.length} entries and no ${entry}; “airb redact ${incident}” lists them.`,
      );
    // Told apart from a person whom a chat knows: anybody at this machine can write any name here.
    const source = { kind: 'source', name: `${by} (command line)` } as const;
    const result = await records.redact({ incident, entry: Number(entry), why, by: source });
    if (!result.ok) return nothingFound(result.rejected ?? 'It was not redacted.');
    if (result.note !== undefined)
      return { people: result.note, json: { incident, entry: Number(entry), redacted: true }, exit: 0 };
    const people = `INC-${incident} entry ${entry} is redacted.`;
    return { people, json: { incident, entry: Number(entry), redacted: true }, exit: 0 };
  });
}
