import { escapeHtml } from '../../documents/escape.ts';
import { fullTime, type Instant } from '../../domain/time.ts';

/** Where a page hears of changes. */
export interface LiveAt {
  /** The address of its stream. */
  stream: string;
  /** What the page was drawn from. */
  version: string;
}

/** The attribute of a live page's `main`; a page that is not live has none. */
export function liveAttribute(live: LiveAt | undefined): string {
  if (live === undefined) return '';
  return ` data-live="${escapeHtml(`${live.stream}?after=${encodeURIComponent(live.version)}`)}"`;
}

/** Says how old the page is. Where the script runs, it puts in place of the first words whether the page is live. */
export function liveLine(now: Instant): string {
  return (
    '<p class="live" id="live"><span id="live-state" role="status">Reload this page to see what changed.</span> ' +
    `<span>As of ${escapeHtml(fullTime(now))}.</span></p>`
  );
}
