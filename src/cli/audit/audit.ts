import type { Command } from 'commander';
import { count, inSeries } from '../../domain/plain.ts';
import { fullTime } from '../../domain/time.ts';
import type { Audited, ChainFault, PrunedIncident } from '../../ports/records.ts';
import type { Store } from '../../ports/store.ts';
import { numberOf, ofIncident } from '../records/incident-log.ts';
import { type Answer, answer, nothingFound } from '../terminal/answer.ts';
import type { Io } from '../terminal/io.ts';

type Records = Pick<Store, 'events' | 'head' | 'verify' | 'close'>;

interface Asked {
  json?: boolean;
  head?: string[];
}

interface Options {
  /** For saying that nothing is there: `data holds no airb.db`. */
  absent(): string;
  /** undefined where there are no records: looking must not make them. */
  openRecords(): Promise<Records | undefined>;
}

/** Adds `airb audit verify [number]`. */
export function registerAudit(program: Command, { absent, openRecords }: Options, io: Io): void {
  program
    .command('audit')
    .description('Prove the records unaltered.')
    .command('verify')
    .argument('[number]', 'one incident; all without it')
    .description('Recompute every hash, and compare all rows with what the audit log noted.')
    .option('--head <hash...>', 'heads that were posted: each must be in the log')
    .option('--json', 'print JSON')
    .action(async (number: string | undefined, asked: Asked) => {
      const records = await openRecords();
      if (!records) return answer(io, nothingFound(`no records here: ${absent()}`), asked);
      try {
        answer(io, await verify(records, number, asked), asked);
      } finally {
        await records.close();
      }
    });
}

async function verify(records: Records, asked: string | undefined, { head }: Asked): Promise<Answer> {
  if (asked === undefined) return audit(records, undefined, head);
  const pruned = numberOf(asked);
  // It has no entries to be read any more, and can be proven all the same.
  if (pruned !== undefined && (await records.head(pruned))?.phase === 'pruned')
    return audit(records, pruned, head);
  return ofIncident(records, asked, (_, number) => audit(records, number, head));
}

async function audit(records: Records, number?: number, posted?: string[]): Promise<Answer> {
  const audited = await records.verify(number, posted);
  const { faults, events } = audited;
  // Nothing at all proves nothing, and a wrong folder looks like that.
  if (events === 0 && faults.length === 0) return nothingFound('no records here: the log holds no entry');
  const sum = faults.length === 0 ? ': the chain is intact.' : `: ${count(faults.length, 'fault')}.`;
  const lines = [
    ...faults.map(inWords),
    `${count(events, 'entry', 'entries')} checked${sum}`,
    ...besides(audited),
  ];
  return { people: lines.join('\n'), json: audited, exit: faults.length > 0 ? 1 : 0 };
}

function inWords({ incident, seq, what }: ChainFault): string {
  const place = incident === 0 ? 'the audit log' : `INC-${incident}`;
  const entry = seq === 0 ? '' : ` entry ${seq}`;
  return `${place}${entry}: ${what}`;
}

function besides({ redacted, pruned = [], head }: Audited): string[] {
  return [
    ...prunings(pruned),
    ...(redacted > 0
      ? [
          `${count(redacted, 'entry', 'entries')} redacted on record; ${redacted === 1 ? 'its tombstone is' : 'their tombstones are'} as put there.`,
        ]
      : []),
    ...(head ? [`The audit log ends with entry ${head.position}: ${head.hash}`] : []),
  ];
}

/** A line for each prune: who took which incidents out, and when. */
function prunings(pruned: PrunedIncident[]): string[] {
  const each = new Map<string, PrunedIncident[]>();
  for (const one of pruned) {
    const when = `${fullTime(one.at).slice(0, 10)} by ${one.by}`;
    each.set(when, [...(each.get(when) ?? []), one]);
  }
  return [...each].map(([when, incidents]) => {
    const names = incidents.map(({ incident }) => `INC-${incident}`);
    const some = names.length > 12 ? [...names.slice(0, 11), `${names.length - 11} more`] : names;
    const entries = incidents.reduce((sum, one) => sum + one.entries, 0);
    return `Pruned on ${when}: the content of ${inSeries(some)}, ${count(entries, 'entry', 'entries')}; their hashes are as they were.`;
  });
}
