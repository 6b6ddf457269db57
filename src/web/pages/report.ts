import { escapeHtml } from '../../documents/escape.ts';
import { type Grouping, groupings } from '../../domain/report/groups.ts';
import type { Report } from '../../domain/report/report.ts';
import { reportDocument } from '../../views/report/document.ts';
import { framed } from './frame.ts';

interface Asked {
  since?: string | undefined;
  by?: Grouping | undefined;
}

/** How incidents were handled, with a form that asks for another time. */
export function reportPage(report: Report, asked: Asked): string {
  return framed({ ...reportDocument(report), notice: form(asked) });
}

const spans = [
  ['30d', '30 days'],
  ['90d', '90 days'],
  ['26w', 'half a year'],
  ['1y', 'a year'],
] as const;

const groupNames: Record<Grouping, string> = { system: 'system', kind: 'kind of cause', month: 'month' };

function form({ since = '30d', by }: Asked): string {
  const known = spans.some(([value]) => value === since);
  const times: (readonly [string, string])[] = known ? [...spans] : [[since, `since ${since}`], ...spans];
  const groups: (readonly [string, string])[] = [
    ['', 'nothing'],
    ...groupings.map((one) => [one, groupNames[one]] as const),
  ];
  const csv = `/report.csv?${new URLSearchParams({ since, ...(by && { by }) })}`;
  return (
    `<form method="get" action="/report">${choice('since', 'The last', times, since)}${choice('by', 'Told apart by', groups, by ?? '')}` +
    `<button type="submit">Show</button><a href="${escapeHtml(csv)}">As CSV</a></form>`
  );
}

function choice(name: string, label: string, options: (readonly [string, string])[], chosen: string): string {
  const drawn = options.map(
    ([value, words]) =>
      `<option value="${escapeHtml(value)}"${value === chosen ? ' selected' : ''}>${escapeHtml(words)}</option>`,
  );
  return `<label for="${name}">${label}<select id="${name}" name="${name}">${drawn.join('')}</select></label>`;
}
