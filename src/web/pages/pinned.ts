import type { Document, Text } from '../../documents/document.ts';
import { escapeHtml } from '../../documents/escape.ts';
import { inline } from '../../documents/html.ts';
import type { Plan } from '../../domain/runbooks/plan.ts';
import type { Runbook } from '../../domain/runbooks/runbook.ts';
import type { Instant } from '../../domain/time.ts';
import type { Document as KeptFile } from '../../ports/records.ts';
import type { Bound } from '../../views/runbook/bound.ts';
import { runbookDocument } from '../../views/runbook/runbook-document.ts';
import type { KeptRunbook } from '../options.ts';
import { framed } from './frame.ts';

interface Facts {
  number: number;
  plan: Plan;
  /** The file as it was kept at the opening; incidents older than the keeping have none. */
  document: KeptFile | undefined;
  read: KeptRunbook | undefined;
  /** The runbook of this name as it is now. */
  current: Runbook | undefined;
  bound: Bound;
  now: Instant;
}

/** The runbook an incident was opened with, for its system, whatever has happened to the file since. */
export function pinnedPage(facts: Facts): string {
  const { number, document } = facts;
  const kicker = `INC-${number} · runbook as it was at the opening`;
  const after = document === undefined ? '' : rawText(document, facts.read);
  return framed({ ...paper(facts), kicker, notice: notice(facts), after });
}

function paper({ plan, read, bound, now }: Facts): Document {
  if (read !== undefined && 'runbook' in read) {
    return runbookDocument({ runbook: read.runbook, bound, now, site: true });
  }
  const { title, summary, hash } = plan.runbook;
  const facts = [{ label: 'Version (sha-256)', value: [{ code: hash.slice(0, 12) }] }];
  return { title, kicker: '', facts, blocks: [{ type: 'paragraph', text: [summary] }] };
}

function notice(facts: Facts): string {
  const way: Text = [
    { here: `/incidents/${facts.number}`, text: `INC-${facts.number}` },
    ' ran with this version. ',
  ];
  return `<p class="pinned">${inline([...way, ...since(facts), ...state(facts)])}</p>`;
}

function since({ plan, current }: Facts): Text {
  if (current === undefined) return ['The file is no longer in the library. '];
  const now = { here: `/runbooks/${current.id}`, text: 'as it is now' };
  if (current.hash === plan.runbook.hash) return ['The file has not changed since. '];
  return ['The file has changed since: ', now, '. '];
}

function state({ document, read }: Facts): Text {
  if (document === undefined)
    return ['Its text was not kept; airb did not keep runbooks when this incident opened.'];
  if (read !== undefined && 'problem' in read)
    return [`airb can no longer read it (${read.problem}); its text is below.`];
  return [];
}

/** The text itself: open when nothing better can be shown. */
function rawText({ file, text, hash }: KeptFile, read: KeptRunbook | undefined): string {
  const open = read !== undefined && 'problem' in read ? ' open' : '';
  return (
    `<details class="file"${open}><summary>${escapeHtml(file)} as it was</summary>` +
    `<p class="quiet">sha-256 <code>${escapeHtml(hash)}</code></p><pre>${escapeHtml(text)}</pre></details>`
  );
}
