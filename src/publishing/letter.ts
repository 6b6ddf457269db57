import { escapeHtml } from '../documents/escape.ts';
import type { Publication } from '../domain/chat/publication.ts';
import { cut, oneLine } from '../domain/plain.ts';
import { type Line, linesOf, plainLine } from './card-text.ts';
import { zoned } from './zoned.ts';

export interface Letter {
  subject: string;
  text: string;
  html: string;
}

/**
 * A publication as a letter. Everything in it may come from an alert, so nothing in it is markup.
 * @param footer why somebody gets it, and how that ends
 */
export function letterOf(
  { subject, card, link, at }: Publication,
  { zone, footer, reply }: { zone: string; footer: string; reply: boolean },
): Letter {
  const title = cut(oneLine(subject), 200);
  const lines = linesOf(card, zoned(zone, at));
  const text = [
    ...lines.map(plainLine),
    ...(link === undefined ? [] : ['', `Open the incident: ${link}`]),
    '',
    `-- `,
    footer,
  ].join('\n');
  return { subject: reply ? `Re: ${title}` : title, text, html: page({ title, lines, link, footer }) };
}

function page(said: { title: string; lines: Line[]; link: string | undefined; footer: string }): string {
  const body = said.lines.map(paragraph).join('');
  const button = said.link
    ? `<p><a class="button" href="${escapeHtml(said.link)}">Open the incident</a></p>`
    : '';
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${escapeHtml(said.title)}</title><style>${css}</style></head><body><main>${body}${button}<p class="foot">${escapeHtml(said.footer)}</p></main></body></html>`;
}

function paragraph({ parts, small }: Line, place: number): string {
  const inside = parts
    .map(({ text, bold }) => (bold && place > 0 ? `<b>${escapeHtml(text)}</b>` : escapeHtml(text)))
    .join('');
  const kind = place === 0 ? ' class="head"' : small ? ' class="small"' : '';
  return `<p${kind}>${inside}</p>`;
}

const css = `:root{color-scheme:light dark}
body{margin:0;background:#f4f5f7;color:#16191d;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Arial,sans-serif}
main{max-width:600px;margin:0 auto;padding:24px;background:#ffffff}
p{margin:0 0 12px;overflow-wrap:anywhere}
.head{margin:0 0 16px;font-size:19px;font-weight:600;line-height:1.35}
.small,.foot{color:#4a5158;font-size:14px}
.foot{margin-top:24px;padding-top:12px;border-top:1px solid #d9dde1}
.button{display:inline-block;padding:12px 20px;border-radius:6px;background:#1553b7;color:#ffffff;text-decoration:none;font-weight:600}
@media (prefers-color-scheme:dark){body{background:#0f1215;color:#e8eaed}main{background:#181c20}.small,.foot{color:#aab1b8}.foot{border-color:#343a41}.button{background:#8ab4f8;color:#0f1215}}`;
