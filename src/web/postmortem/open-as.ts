import { escapeHtml } from '../../documents/escape.ts';
import { formPage } from '../../documents/page.ts';

/** Asks whoever followed a link from chat whether they are the one it is for; without a name it says why it does not open. */
export function openAsPage({
  number,
  link,
  name,
  configured,
}: {
  number: number;
  link?: string;
  name?: string;
  configured: boolean;
}): string {
  const at = `/incidents/${number}/postmortem`;
  const body = name === undefined || link === undefined ? spent(at, number, configured) : ask(at, link, name);
  const title = `Write in INC-${number}’s postmortem`;
  return formPage(
    `${title} · airb`,
    `<div class="frame"><main id="content"><h1>${title}</h1>${body}</main></div>`,
  );
}

function ask(at: string, link: string, name: string): string {
  return (
    `<p>This link is for <strong>${escapeHtml(name)}</strong>. What you write carries that name. It opens once, and this browser remembers it for twelve hours.</p>` +
    `<form method="post" action="${at}/sign-in"><input type="hidden" name="pass" value="${escapeHtml(link)}">` +
    `<button type="submit">I am ${escapeHtml(name)}: open it</button></form>` +
    '<p class="quiet">Somebody else? Ask for your own in chat: <code>/airb postmortem edit</code>.</p>'
  );
}

function spent(at: string, number: number, configured: boolean): string {
  const read = configured ? ` <a href="${at}">Read it with the API token</a>.` : '';
  return (
    '<p class="sev2" role="alert">This link was used, or is older than 15 minutes. Nothing was opened.</p>' +
    `<p>Ask for another one in chat: <code>/airb #${number} postmortem edit</code>.${read}</p>`
  );
}
