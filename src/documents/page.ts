import { escapeHtml } from './escape.ts';
import { stylesheet } from './style.ts';

/** The one script a page may run, and the hash by which its policy names it: `sha256-…`. */
export interface PageScript {
  text: string;
  hash: string;
}

/** The first thing of every page's body. */
export const skipLink = '<a class="skip" href="#content">Skip to the content</a>';

/**
 * A whole HTML page in one file, without anything loaded from elsewhere, and without a script unless one is given.
 * @param body trusted HTML: everything literal in it must be escaped already
 */
export function page(title: string, body: string, script?: PageScript): string {
  return whole(title, body, { script, referrer: 'no-referrer' });
}

/** The same for a page with forms: without its own address in the request, no browser says whose form it is. */
export function formPage(title: string, body: string): string {
  return whole(title, body, { referrer: 'same-origin' });
}

function whole(
  title: string,
  body: string,
  { script, referrer }: { script?: PageScript | undefined; referrer: string },
): string {
  const runs = script ? ` script-src '${script.hash}'; connect-src 'self';` : '';
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<meta name="referrer" content="${referrer}">`,
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline';${runs} form-action 'self'; base-uri 'none'">`,
    `<title>${escapeHtml(title)}</title>`,
    `<style>${stylesheet}</style>`,
    '</head><body>',
    skipLink,
    body,
    ...(script ? [`<script>${script.text}</script>`] : []),
    '</body></html>\n',
  ].join('\n');
}
