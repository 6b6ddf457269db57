import type { Document } from '../../documents/document.ts';
import { html } from '../../documents/html.ts';
import { markdown } from '../../documents/markdown.ts';
import { text } from '../../documents/text.ts';
import type { Library, Runbook, SystemSpec } from '../../domain/runbooks/runbook.ts';
import type { Instant } from '../../domain/time.ts';
import { loadLibrary } from '../../library/load.ts';
import { boundTo } from '../../views/runbook/bound.ts';
import { runbookDocument } from '../../views/runbook/runbook-document.ts';
import { systemDocument } from '../../views/runbook/system-document.ts';
import { type Answer, jsonText } from '../terminal/answer.ts';
import { unusable } from '../terminal/findings.ts';
import { writeFile } from '../terminal/write-file.ts';
import { idsOf, noSuch, thereAre } from './no-such.ts';

const papers = { text, html, md: markdown };

export const showFormats = ['text', 'html', 'md', 'json'] as const;
type Format = (typeof showFormats)[number];

/** The thing asked for, as data and as a document. */
interface Shown {
  data: unknown;
  document: Document;
}

interface Wanted {
  /** Id of a runbook, a failure or a system. */
  id: string;
  /** The system whose parts, queries and versions are filled in. */
  system?: string;
  now: Instant;
}

/** A runbook, alone or on one system, or a system of the inventory; into a file when one is named. */
export function show(
  dir: string,
  { format, out, ...wanted }: Wanted & { format?: Format; out?: string },
): Answer {
  const loaded = loadLibrary(dir);
  if (loaded.library === undefined) return unusable(loaded);
  const shown = find(loaded.library, wanted);
  if ('exit' in shown) return shown;
  const { data, document } = shown;
  const chosen = format ?? showFormats.find((one) => out?.endsWith(`.${one}`)) ?? 'text';
  const printed = (chosen === 'json' ? jsonText(data) : papers[chosen](document)).trimEnd();
  if (out === undefined) return { people: printed, exit: 0 };
  writeFile(out, `${printed}\n`);
  return { people: `Written to ${out}.`, exit: 0 };
}

/** The runbook of this id or for this failure; failing both, the system of this id. */
function find(library: Library, { id, system, now }: Wanted): Shown | Answer {
  const { runbooks, systems } = library;
  const on = systems.find((one) => one.id === system);
  if (system !== undefined && on === undefined) {
    const known = idsOf(systems);
    return noSuch('system', system, { known, otherwise: thereAre(known) });
  }
  const runbook = runbooks.find((one) => one.id === id) ?? runbooks.find(({ failure }) => failure === id);
  if (runbook !== undefined) return shownRunbook(runbook, { library, on, now });
  const entry = systems.find((one) => one.id === id);
  if (entry !== undefined) return { data: entry, document: systemDocument({ system: entry, library, now }) };
  const known = idsOf([...runbooks, ...systems]);
  return noSuch('runbook', id, { known, otherwise: thereAre(idsOf(runbooks)) });
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
