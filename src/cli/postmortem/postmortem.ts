import type { Command } from 'commander';
import { html } from '../../documents/html.ts';
import { markdown } from '../../documents/markdown.ts';
import type { Store } from '../../ports/store.ts';
import { postmortem } from '../../views/postmortem/postmortem.ts';
import { inRecords, ofIncident } from '../records/incident-log.ts';
import { type Answer, answer } from '../terminal/answer.ts';
import { formatOf } from '../terminal/format.ts';
import type { Io } from '../terminal/io.ts';

type Records = Pick<Store, 'events' | 'head' | 'close'>;

interface Asked {
  format: string;
  json?: boolean;
}

/** Adds `airb postmortem <number>`. */
export function registerPostmortem(
  program: Command,
  { openStore }: { openStore(): Promise<Records> },
  io: Io,
): void {
  program
    .command('postmortem')
    .argument('<number>', 'incident number')
    .description('Print the postmortem draft, compiled from the log.')
    .option('--format <format>', 'md, html or json', 'md')
    .option('--json', 'the same as --format json')
    .action(async (number: string, asked: Asked) => {
      const json = asked.json || asked.format === 'json';
      answer(io, await inRecords(openStore, (records) => draft(records, number, asked)), { json });
    });
}

async function draft(records: Records, number: string, asked: Asked): Promise<Answer> {
  const wanted = formatOf(asked, ['md', 'html', 'json']);
  if ('refused' in wanted) return wanted.refused;
  return ofIncident(records, number, (events) => {
    const document = postmortem(events);
    const text = wanted.format === 'html' ? html(document) : markdown(document);
    return { people: text.trimEnd(), json: document, exit: 0 };
  });
}
