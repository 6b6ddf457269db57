import { escapeHtml } from '../../documents/escape.ts';
import { page } from '../../documents/page.ts';
import { fullTime, type Instant, inWords } from '../../domain/time.ts';
import type { Head } from '../../ports/records.ts';
import { type LiveAt, liveAttribute, liveLine } from '../live/line.ts';
import { liveScript } from '../live/script.ts';
import { ways } from './frame.ts';

interface Turned {
  older?: number | undefined;
  newer?: number | undefined;
}

/** Open incidents first, then what is over. */
export function listPage(
  { open: unsorted, over }: { open: Head[]; over: Head[] },
  facts: Turned & { now: Instant; live?: LiveAt },
): string {
  const open = unsorted.toSorted((a, b) => a.severity.localeCompare(b.severity) || a.openedAt - b.openedAt);
  const body = [
    `<div class="frame"><main id="content"${liveAttribute(facts.live)}>`,
    `<p class="kicker">${ways} · all times UTC</p><h1>Incidents</h1>`,
    liveLine(facts.now),
    `<h2>Open</h2>${open.length === 0 ? '<p class="quiet">None. Quiet is good.</p>' : table(open, facts.now, 'Open incidents')}`,
    over.length === 0 ? '' : `<h2>Over</h2>${table(over, facts.now, 'Incidents that are over')}`,
    turning(facts),
    '<p class="quiet">What users say is reported by <a href="/feedback">a form</a>, without a chat account.</p>',
    '</main></div>',
  ];
  return page('Incidents · airb', body.join('\n'), liveScript);
}

/** The ways to the pages before and after this one. */
function turning({ older, newer }: Turned): string {
  const ways = [
    newer === undefined ? '' : `<a rel="prev" href="/incidents?after=${newer}">Newer</a>`,
    older === undefined ? '' : `<a rel="next" href="/incidents?before=${older}">Older</a>`,
  ].filter((way) => way !== '');
  return ways.length === 0 ? '' : `<p>${ways.join(' · ')}</p>`;
}

function table(heads: Head[], now: Instant, caption: string): string {
  const head = titles.map((it) => `<th scope="col">${it}</th>`).join('');
  const rows = heads.map((it) => row(it, now)).join('');
  return (
    `<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="stacked">` +
    `<thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>`
  );
}

const titles = ['No.', 'Severity', 'What', 'System', 'Phase', 'Opened', 'Last entry'];

function row(head: Head, now: Instant): string {
  const lock = head.private ? ' <span class="quiet">(private)</span>' : '';
  const here = `/incidents/${head.number}`;
  const cells: [looks: string, html: string][] = [
    ['brief', `<a href="${here}">INC-${head.number}</a>`],
    [
      'brief',
      `<span class="sev ${escapeHtml(head.severity)}">${escapeHtml(head.severity.toUpperCase())}</span>`,
    ],
    ['long', `<a href="${here}">${escapeHtml(head.title)}</a>${lock}`],
    ['', escapeHtml(head.system)],
    [head.open ? 'brief open' : 'brief', escapeHtml(head.phase)],
    ['brief', escapeHtml(fullTime(head.openedAt).replace(' UTC', ''))],
    ['brief', `${escapeHtml(inWords(now - head.updatedAt))} ago`],
  ];
  // On a narrow screen each cell is a line, and says itself what it is.
  const shown = cells.map(
    ([looks, html], n) => `<td class="${looks}" data-label="${titles[n] ?? ''}">${html}</td>`,
  );
  return `<tr>${shown.join('')}</tr>`;
}
