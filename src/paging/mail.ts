import { escapeHtml } from '../documents/escape.ts';
import { capital, cut, oneLine } from '../domain/plain.ts';
import type { PageRequest } from '../ports/pager.ts';

/** A page as a letter. */
export interface Letter {
  subject: string;
  text: string;
  html: string;
}

const heads: Record<PageRequest['action'], string> = {
  trigger: 'You are paged',
  acknowledge: 'Acknowledged: nobody else is paged',
  resolve: 'Over: nothing is left to do',
};

/** A letter can't be answered here, and the page of an incident is for reading. */
const next = 'Acknowledge it in chat: until somebody does, others are paged.';

/** Words a page in text and in HTML. Everything in it may come from an alert, so nothing in it is markup. */
export function letterOf(request: PageRequest): Letter {
  const { action, incident, summary, link, details } = request;
  const line = cut(oneLine(summary), 300);
  const head = heads[action];
  const facts = action === 'trigger' ? Object.entries(details).slice(0, 12) : [];
  // A test of paging is no incident, and there is nothing to answer.
  const isTest = incident === 0;
  const after = action === 'trigger' && !isTest ? [next] : [];
  const names = request.people.map(({ name }) => name).join(', ');
  const text = [
    `${head}, ${names}.`,
    '',
    line,
    ...facts.map(([name, value]) => `${capital(oneLine(name))}: ${cut(oneLine(value), 300)}`),
    '',
    ...(link === undefined ? [] : [`Open the incident: ${link}`]),
    ...after,
  ].join('\n');
  return {
    subject: isTest ? line : `INC-${incident} ${line}`,
    text,
    html: page({ head: `${head}, ${names}.`, line, facts, link, after }),
  };
}

function page(said: {
  head: string;
  line: string;
  facts: [string, string][];
  link: string | undefined;
  after: string[];
}): string {
  const rows = said.facts.map(
    ([name, value]) =>
      `<tr><th>${safe(capital(oneLine(name)))}</th><td>${safe(cut(oneLine(value), 300))}</td></tr>`,
  );
  const button = said.link ? `<p><a class="button" href="${safe(said.link)}">Open the incident</a></p>` : '';
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark"><title>${safe(said.line)}</title><style>${css}</style></head><body><main><p class="head">${safe(said.head)}</p><p class="line">${safe(said.line)}</p>${rows.length > 0 ? `<table>${rows.join('')}</table>` : ''}${button}${said.after.map((text) => `<p class="head">${safe(text)}</p>`).join('')}</main></body></html>`;
}

const css = `:root{color-scheme:light dark}
body{margin:0;background:#f4f5f7;color:#16191d;font:16px/1.5 system-ui,-apple-system,"Segoe UI",Arial,sans-serif}
main{max-width:560px;margin:0 auto;padding:24px;background:#ffffff}
.head{margin:0 0 8px;color:#4a5158}
.line{margin:0 0 16px;font-size:19px;font-weight:600;line-height:1.35;overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%;margin:0 0 20px}
th,td{padding:6px 12px 6px 0;text-align:left;vertical-align:top;border-top:1px solid #d9dde1;font-size:14px;overflow-wrap:anywhere}
th{width:32%;font-weight:400;color:#4a5158}
.button{display:inline-block;padding:12px 20px;border-radius:6px;background:#1553b7;color:#ffffff;text-decoration:none;font-weight:600}
@media (prefers-color-scheme:dark){body{background:#0f1215;color:#e8eaed}main{background:#181c20}.head,th{color:#aab1b8}th,td{border-color:#343a41}.button{background:#8ab4f8;color:#0f1215}}`;

function safe(text: string): string {
  return escapeHtml(text);
}
