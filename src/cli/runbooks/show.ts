import { writeFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import type { Document } from '../../documents/document.ts';
import { html } from '../../documents/html.ts';
import { markdown } from '../../documents/markdown.ts';
import { text } from '../../documents/text.ts';
import type { Library, Runbook, SystemSpec } from '../../domain/runbooks/runbook.ts';
import { closest } from '../../domain/suggest.ts';
import type { Instant } from '../../domain/time.ts';
import { loadLibrary } from '../../library/load.ts';
import { boundTo } from '../../views/runbook/bound.ts';
import { runbookDocument } from '../../views/runbook/runbook-document.ts';
import { systemDocument } from '../../views/runbook/system-document.ts';
import type { Io } from '../terminal/io.ts';
import { printFindings } from './print.ts';
import type { Answer, RunbookSettings } from './runbooks.ts';

const formats = ['text', 'html', 'md', 'json'] as const;
type Format = (typeof formats)[number];

/** What was asked for: the data as it is kept, and the same as a paper. */
export interface Shown {
  data: unknown;
  document: Document;
}

interface Asked {
  system?: string;
  format?: Format;
  json?: boolean;
  out?: string;
}

/** `airb runbooks show <id>`: a runbook, alone or on one system, or a system of the inventory. */
export function registerShow(
  runbooks: Command,
  io: Io,
  settings: RunbookSettings & { folder(): string },
): void {
  runbooks
    .command('show <id>')
    .description('Show a runbook with its diagnosis tree drawn, or a system')
    .option('--system <id>', "fill in this system's parts, queries and versions")
    .addOption(new Option('--format <format>', 'how to print it').choices(formats))
    .option('--out <file>', 'write it into this file; .html, .md or .json choose the format')
    .option('--json', 'the same as --format json')
    .action((id: string, asked: Asked) => {
      const loaded = loadLibrary(settings.folder());
      const { library } = loaded;
      const answer: Answer<Shown> =
        library === undefined
          ? { broken: loaded }
          : find(library, { id, system: asked.system, now: settings.clock.now() });
      if ('broken' in answer) io.err(printFindings(answer.broken));
      else if ('misuse' in answer) io.err(answer.misuse);
      else say(io, answer.ok, asked);
      io.exit('ok' in answer ? 0 : 'misuse' in answer ? 2 : 1);
    });
}

/** The runbook of this id or for this failure; failing both, the system of this id. */
export function find(
  library: Library,
  { id, system, now }: { id: string; system?: string; now: Instant },
): Answer<Shown> {
  const on = library.systems.find((one) => one.id === system);
  if (system !== undefined && on === undefined) return noSuch('system', system, library.systems);
  const runbook =
    library.runbooks.find((one) => one.id === id) ?? library.runbooks.find(({ failure }) => failure === id);
  if (runbook !== undefined) return { ok: shownRunbook(runbook, { library, on, now }) };
  const entry = library.systems.find((one) => one.id === id);
  if (entry !== undefined)
    return { ok: { data: entry, document: systemDocument({ system: entry, library, now }) } };
  return noSuch('runbook', id, library.runbooks, library.systems);
}

function shownRunbook(
  runbook: Runbook,
  { library, on, now }: { library: Library; on: SystemSpec | undefined; now: Instant },
): Shown {
  const bound = on === undefined ? undefined : boundTo(runbook, on, library.organization);
  const { text: _text, ...data } = runbook;
  return {
    data: bound === undefined ? data : { ...data, system: bound },
    document: runbookDocument({ runbook, now, ...(bound && { bound }) }),
  };
}

function noSuch(
  kind: string,
  id: string,
  named: { id: string }[],
  also: { id: string }[] = [],
): Answer<Shown> {
  const ids = named.map((one) => one.id);
  const guess = closest(id, [...ids, ...also.map((one) => one.id)]);
  const hint = guess === undefined ? `There are: ${ids.join(', ')}.` : `Did you mean \`${guess}\`?`;
  return { misuse: `There is no ${kind} called \`${id}\`. ${hint}` };
}

function say(io: Io, shown: Shown, { format, json, out }: Asked): void {
  const ending = formats.find((one) => out?.endsWith(`.${one}`));
  const printed = print(shown, json ? 'json' : (format ?? ending ?? 'text'));
  if (out !== undefined) writeFileSync(out, `${printed.trimEnd()}\n`);
  io.out(out === undefined ? printed.trimEnd() : `Written to ${out}.`);
}

function print({ data, document }: Shown, format: Format): string {
  switch (format) {
    case 'text':
      return text(document);
    case 'html':
      return html(document);
    case 'md':
      return markdown(document);
    case 'json':
      return JSON.stringify(data, null, 2);
  }
}
