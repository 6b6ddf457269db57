import { escapeHtml } from './escape.ts';
import { stylesheet } from './style.ts';

/**
 * A whole HTML page in one file, without scripts and without anything loaded from elsewhere.
 * @param body trusted HTML: everything literal in it must be escaped already
 */
export function page(title: string, body: string): string {
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'">`,
    `<title>${escapeHtml(title)}</title>`,
    `<style>${stylesheet}</style>`,
    '</head><body>',
    '<a class="skip" href="#content">Skip to the content</a>',
    body,
    '</body></html>\n',
  ].join('\n');
}
