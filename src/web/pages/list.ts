import { escapeHtml } from '../../documents/escape.ts';
import { page } from '../../documents/page.ts';
import { fullTime, type Instant, inWords } from '../../domain/time.ts';
import type { Head } from '../../ports/records.ts';
import { ways } from './frame.ts';

/** Open incidents first, then what is over. */
export function listPage(heads: Head[], facts: { now: Instant; signedIn?: boolean }): string {
  const open = heads
    .filter((it) => it.open)
    .sort((a, b) => a.severity.localeCompare(b.severity) || a.openedAt - b.openedAt);
  const over = heads.filter((it) => !it.open).sort((a, b) => b.openedAt - a.openedAt);
  const body = [
    '<div class="frame"><main id="content">',
    `<p class="kicker">${ways} · all times UTC</p><h1>Incidents</h1>`,
    `<h2>Open</h2>${open.length === 0 ? '<p class="quiet">None. Quiet is good.</p>' : table(open, facts.now, 'Open incidents')}`,
    over.length === 0 ? '' : `<h2>Over</h2>${table(over, facts.now, 'Incidents that are over')}`,
    facts.signedIn ? signOut : '',
    '</main></div>',
  ];
  return page('Incidents · airb', body.join('\n'));
}

/** Ends the session on the server too, so a copied cookie opens nothing more. */
const signOut =
  '<form method="post" action="/incidents/sign-out"><button type="submit">Sign out</button></form>';

function table(heads: Head[], now: Instant, caption: string): string {
  const titles = ['No.', 'Severity', 'What', 'System', 'Phase', 'Opened', 'Last entry'];
  const head = titles.map((it) => `<th scope="col">${it}</th>`).join('');
  const rows = heads.map((it) => row(it, now)).join('');
  return (
    `<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>` +
    `<thead><tr>${head}</tr></thead><tbody>${rows}</tbody></table></div>`
  );
}

function row(head: Head, now: Instant): string {
  const lock = head.private ? ' <span class="quiet">(private)</span>' : '';
  return (
    `<tr><td class="brief"><a href="/incidents/${head.number}">INC-${head.number}</a></td>` +
    `<td class="brief"><span class="sev ${escapeHtml(head.severity)}">${escapeHtml(head.severity.toUpperCase())}</span></td>` +
    `<td class="long"><a href="/incidents/${head.number}">${escapeHtml(head.title)}</a>${lock}</td>` +
    `<td>${escapeHtml(head.system)}</td><td class="brief${head.open ? ' open' : ''}">${escapeHtml(head.phase)}</td>` +
    `<td class="brief">${escapeHtml(fullTime(head.openedAt).replace(' UTC', ''))}</td>` +
    `<td class="brief">${escapeHtml(inWords(now - head.updatedAt))} ago</td></tr>`
  );
}
