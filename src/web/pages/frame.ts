import type { Block, Document } from '../../documents/document.ts';
import { escapeHtml } from '../../documents/escape.ts';
import { blocksHtml, factsHtml } from '../../documents/html.ts';
import { page } from '../../documents/page.ts';
import type { Instant } from '../../domain/time.ts';
import { type LiveAt, liveAttribute, liveLine } from '../live/line.ts';
import { liveScript } from '../live/script.ts';

/** The ways to the other pages, for the line above a title. */
export const ways =
  '<a href="/home">Home</a> · <a href="/incidents">Incidents</a> · <a href="/runbooks">Runbooks</a> · <a href="/systems">Systems</a> · <a href="/readiness">Readiness</a> · <a href="/report">Report</a>';

export interface Framed extends Document {
  /** Where a page that keeps itself current hears of changes, and when it was drawn. */
  live?: LiveAt & { now: Instant };
  /** A page that is taken in at a glance: close together, and without the list of its sections. */
  short?: boolean;
  /** Trusted HTML between title and facts. */
  notice?: string;
  /** Trusted HTML below everything. */
  after?: string;
}

/** A document among airb's other pages: with the ways to them, and its sections listed beside it. */
export function framed({
  title,
  kicker,
  facts,
  blocks,
  live,
  short,
  notice = '',
  after = '',
}: Framed): string {
  const body = [
    short ? '<div class="frame">' : '<div class="frame with-nav">',
    short ? '' : sections(blocks),
    `<main id="content"${short ? ' class="short"' : ''}${liveAttribute(live)}>`,
    `<p class="kicker">${ways} · ${escapeHtml(kicker)}</p>`,
    `<h1>${escapeHtml(title)}</h1>`,
    live ? liveLine(live.now) : '',
    notice,
    facts.length === 0 ? '' : factsHtml(facts),
    blocksHtml(blocks),
    after,
    '</main></div>',
  ];
  return page(`${title} · airb`, body.join('\n'), live && liveScript);
}

/** The list of sections beside a page. */
export function sections(blocks: Block[]): string {
  const items = blocks.flatMap((it, i) =>
    it.type === 'heading' && it.level === 2 ? [`<li><a href="#s${i}">${escapeHtml(it.text)}</a></li>`] : [],
  );
  // The column stays, so that pages do not jump to another width.
  if (items.length === 0) return '<div></div>';
  return `<nav aria-label="Contents"><strong>On this page</strong><ol>${items.join('')}</ol></nav>`;
}
