import { escapeHtml } from '../../documents/escape.ts';
import { page } from '../../documents/page.ts';

/** Asks for the token, or says how to set one. `open`: the pages are read without it on this machine. */
export function signInPage(facts: {
  configured: boolean;
  open?: boolean | undefined;
  next?: string;
  wrong?: boolean;
}): string {
  const unset = facts.open ? unsetAndOpen : unsetAndClosed;
  const [title, body] = facts.configured ? ['Sign in', form(facts)] : unset;
  return page(
    'Sign in · airb',
    `<div class="frame"><main id="content"><h1>${title}</h1>${body}</main></div>`,
  );
}

const withToken =
  'airb with <code>AIRB_API_TOKEN</code> set to a long random text, then open this page again and enter it.';

const unsetAndClosed = [
  'Closed',
  `<p>These pages are closed because no token is set. Start ${withToken}</p>`,
];

const unsetAndOpen = [
  'Nothing to sign in with',
  '<p>No token is set, so on this machine everybody reads <a href="/incidents">these pages</a> without one, and private ' +
    `incidents are left out. To read those too, start ${withToken}</p>`,
];

function form({ next = '/incidents', wrong }: { next?: string; wrong?: boolean }): string {
  const said = wrong ? '<p class="sev2" role="alert">That is not the token. Nothing was opened.</p>' : '';
  // A link from chat arrives without the cookie (SameSite=Strict); a link from this page to the same address sends it.
  return (
    `${said}<p>Enter the API token (<code>AIRB_API_TOKEN</code>) once; this browser remembers it for twelve hours.</p>` +
    `<form method="post" action="/incidents/sign-in"><input type="hidden" name="next" value="${escapeHtml(next)}">` +
    '<label for="token">API token<input id="token" name="token" type="password" autocomplete="current-password" required></label>' +
    '<button type="submit">Open</button></form>' +
    `<p class="quiet">Came here from a link and signed in before? <a href="${escapeHtml(next)}">Open the page again</a>.</p>`
  );
}

/** A number or a name nobody has used. */
export function notFoundPage(what: 'incident' | 'runbook' | 'system' | 'person' = 'incident'): string {
  const [way, all] = what === 'person' ? ['/home', 'Everybody'] : [`/${what}s`, `All ${what}s`];
  return page(
    'Not found · airb',
    `<div class="frame"><main id="content"><h1>No such ${what}</h1><p><a href="${way}">${all}</a></p></main></div>`,
  );
}

/** The page of an incident whose content was pruned. */
export function prunedPage(number: number): string {
  return page(
    `INC-${number} · airb`,
    `<div class="frame"><main id="content"><h1>INC-${number}</h1><p>Its content was pruned: what it said is gone for good, its hashes are kept. <code>airb audit verify ${number}</code> says when and by whom.</p><p><a href="/incidents">All incidents</a></p></main></div>`,
  );
}
