import { escapeHtml } from '../../documents/escape.ts';
import { postmortemDueAt } from '../../domain/incident/postmortem-publishing.ts';
import { isOpen, type Opened, type PublishedVersion } from '../../domain/incident/state.ts';
import { count } from '../../domain/plain.ts';
import { fullTime } from '../../domain/time.ts';

/** What was published, with its hashes, and the form that publishes. */
export function publishing(
  incident: Opened,
  { open, mark }: { open: string[]; mark: string | undefined },
): string {
  const { published = [], number } = incident;
  const dueAt = postmortemDueAt(incident);
  const due =
    published.length === 0 && dueAt !== undefined
      ? `<p>Not published yet; due ${fullTime(dueAt)}.</p>`
      : published.length === 0
        ? ''
        : `<ul class="versions">${published
            .toReversed()
            .map((one) => version(one, number))
            .join('')}</ul>`;
  const form = mark === undefined || isOpen(incident) ? '' : publishForm(incident, open, mark);
  return due === '' && form === '' ? '' : `<section class="published">${due}${form}</section>`;
}

function version({ version, at, by, page, open }: PublishedVersion, number: number): string {
  const left = open.length === 0 ? '' : `, ${count(open.length, 'question')} left open`;
  const hash = `<code>${page.hash}</code>`;
  const hashes =
    page.was === undefined
      ? `sha-256 ${hash}`
      : `<strong>Redacted after it was published.</strong> It was published with sha-256 <code>${escapeHtml(page.was)}</code>; without what was redacted it has ${hash}`;
  return `<li><a href="/incidents/${number}/postmortem/${version}">Version ${version}</a>, published ${fullTime(at)} by ${escapeHtml(by)}${left}. ${hashes}</li>`;
}

function publishForm({ number, published = [] }: Opened, open: string[], mark: string): string {
  const next = (published.at(-1)?.version ?? 0) + 1;
  const asks = open.map((one) => `<li>${escapeHtml(one)}</li>`).join('');
  const confirm =
    open.length === 0
      ? ''
      : `<p><strong>${count(open.length, 'question')} nobody has answered:</strong></p><ul>${asks}</ul>` +
        open.map((one) => `<input type="hidden" name="open" value="${escapeHtml(one)}">`).join('') +
        '<label class="check"><input type="checkbox" name="confirmed" value="yes" required> Publish it with these open</label>';
  return (
    `<details><summary>Publish version ${next}</summary>` +
    '<p>It stays as it is now, byte for byte, and the log keeps its sha-256. What is written later becomes another version.</p>' +
    `<form method="post" action="/incidents/${number}/postmortem"><input type="hidden" name="mark" value="${escapeHtml(mark)}">` +
    `${confirm}<button name="do" value="publish">Publish version ${next}</button></form></details>`
  );
}
