import type { Command } from 'commander';
import type { Document } from '../../documents/document.ts';
import { html } from '../../documents/html.ts';
import { markdown } from '../../documents/markdown.ts';
import type { IncidentEvent } from '../../domain/incident/events.ts';
import { fold, nothing } from '../../domain/incident/evolve.ts';
import type { Store } from '../../ports/store.ts';
import { authoredPostmortem } from '../../views/authored/authored.ts';
import { thawed } from '../../views/authored/frozen.ts';
import { openingOf } from '../../views/events/lexicon.ts';
import { inRecords, ofIncident } from '../records/incident-log.ts';
import { wholeWords } from '../records/whole-events.ts';
import { type Answer, answer, nothingFound } from '../terminal/answer.ts';
import { formatOf } from '../terminal/format.ts';
import type { Io } from '../terminal/io.ts';

type Records = Pick<Store, 'events' | 'head' | 'content' | 'close'>;

interface Asked {
  format: string;
  json?: boolean;
  published?: boolean | string;
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
    .description('Print the postmortem: the draft with people’s words, or what was published.')
    .option('--format <format>', 'md, html or json', 'md')
    .option('--json', 'the same as --format json')
    .option('--published [version]', 'what was published: the newest version, or the one with this number')
    .action(async (number: string, asked: Asked) => {
      const json = asked.json || asked.format === 'json';
      answer(io, await inRecords(openStore, (records) => draft(records, number, asked)), { json });
    });
}

async function draft(records: Records, number: string, asked: Asked): Promise<Answer> {
  const wanted = formatOf(asked, ['md', 'html', 'json']);
  if ('refused' in wanted) return wanted.refused;
  return ofIncident(records, number, async (events, incident) => {
    if (asked.published) return published(records, events, { version: asked.published, ...wanted });
    const words = await wholeWords(records, incident, events);
    return printed(authoredPostmortem(words), wanted.format);
  });
}

function printed(document: Document, format: string): Answer {
  const text = format === 'html' ? html(document) : markdown(document);
  return { people: text.trimEnd(), json: document, exit: 0 };
}

/** The page is printed byte for byte, so that its hash is the one in the log; the others are drawn from the same document. */
async function published(
  records: Records,
  events: IncidentEvent[],
  { version, format }: { version: true | string; format: string },
): Promise<Answer> {
  const incident = fold(nothing, events);
  const all = incident.phase === 'none' ? [] : (incident.published ?? []);
  const number = openingOf(events).number;
  const one = version === true ? all.at(-1) : all.find((known) => String(known.version) === version);
  if (one === undefined) {
    const there = all.map((known) => known.version).join(', ');
    return nothingFound(
      all.length === 0
        ? `The postmortem of INC-${number} is not published. \`airb postmortem ${number}\` prints the draft.`
        : `INC-${number} has no published version “${version}”. There are: ${there}.`,
    );
  }
  const page = await records.content(number, one.page.hash);
  const document = await records.content(number, one.document.hash);
  if (page === undefined || document === undefined)
    return nothingFound(
      `The bytes of version ${one.version} are not in the records. \`airb audit verify ${number}\` tells what is missing.`,
    );
  if (format === 'html') return { people: page.trimEnd(), json: thawed(document), exit: 0 };
  return printed(thawed(document), format);
}
